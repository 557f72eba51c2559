"""The official Python server behind HTTP, with a store in memory and a responder that plays scripts.

A script is the text of a person's message: a JSON list of steps, as `scenarios.ts` describes them. Prints the
port and the versions of what it runs as one JSON line, then serves until it is ended.
"""

import json
import socket
from datetime import datetime
from importlib.metadata import version

import uvicorn
from chatkit.errors import CustomStreamError, StreamError
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import ThreadStreamEvent
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from memory_store import MemoryStore
from pydantic import TypeAdapter

event_type = TypeAdapter(ThreadStreamEvent)


class ScriptedServer(ChatKitServer[None]):
    async def respond(self, thread, input_user_message, context):
        text = "".join(part.text for part in input_user_message.content)
        for step in json.loads(text) if text.startswith("[") else []:
            if "event" in step:
                filled = json.dumps(step["event"]).replace("$thread", thread.id)
                yield event_type.validate_python(json.loads(filled))
            for field, value in step.get("set", {}).items():
                current = getattr(thread, field)
                adapter = TypeAdapter(type(thread).model_fields[field].annotation)
                setattr(thread, field, {**current, **value} if field == "metadata" else adapter.validate_python(value))
            if "fail" in step:
                raise failure(step["fail"])


def failure(how):
    if how["kind"] == "custom":
        return CustomStreamError(how["message"], allow_retry=how.get("allow_retry", False))
    if how["kind"] == "coded":
        return StreamError("stream.error", allow_retry=how.get("allow_retry"))
    return RuntimeError("unexpected")


server = ScriptedServer(MemoryStore())
app = FastAPI()


@app.post("/chatkit")
async def chatkit(request: Request):
    result = await server.process(await request.body(), None)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(content=result.json, media_type="application/json")


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
port = listener.getsockname()[1]
versions = {name: version(name) for name in ("openai-chatkit", "pydantic")}
print(json.dumps({"port": port, "versions": versions, "startedAt": datetime.now().isoformat()}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
