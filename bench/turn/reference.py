"""The official Python server, hosted as its samples do it, with an agent of the Agents SDK before the paced provider.

Takes the port and the provider's URL as its arguments, and serves until it is ended: one worker, no access log.
"""

import sys
from importlib.metadata import version

import uvicorn
from agents import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, set_tracing_disabled
from chatkit.agents import AgentContext, simple_to_agent_input, stream_agent_response
from chatkit.server import ChatKitServer, StreamingResult
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from memory_store import MemoryStore
from openai import AsyncOpenAI

port, provider_url, api = int(sys.argv[1]), sys.argv[2], sys.argv[3]
set_tracing_disabled(True)
kind = OpenAIResponsesModel if api == "responses" else OpenAIChatCompletionsModel
model = kind(model="paced", openai_client=AsyncOpenAI(base_url=provider_url, api_key="none"))
assistant = Agent(name="Assistant", instructions="You are a helpful assistant.", model=model)


class BenchServer(ChatKitServer[None]):
    async def respond(self, thread, input_user_message, context):
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        run = Runner.run_streamed(assistant, await simple_to_agent_input(input_user_message), context=agent_context)
        async for event in stream_agent_response(agent_context, run):
            yield event


server = BenchServer(MemoryStore())
app = FastAPI()


@app.get("/versions")
async def versions():
    return {
        "Python": sys.version.split()[0],
        **{name: version(name) for name in ("openai-chatkit", "openai-agents", "fastapi", "uvicorn")},
    }


@app.post("/chatkit")
async def chatkit(request: Request):
    result = await server.process(await request.body(), None)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(content=result.json, media_type="application/json")


uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)
