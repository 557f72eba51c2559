"""The official Python server behind HTTP, with its hooks in the hand of whoever runs the scenarios.

`/play` says what the hooks do from now on (`Scene` in `run-scenario.ts`), `/traces` what was stored and called,
`/begin` forgets it. Prints the port and the versions of what it runs as one JSON line, then serves until it is
ended. `PROVIDER_URL` names the endpoint that plays the model.
"""

import asyncio
import base64
import json
import logging
import socket
from importlib.metadata import version

import uvicorn
from agent_server import AgentHooks
from chatkit.errors import CustomStreamError, StreamError
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import SyncCustomActionResponse, ThreadStreamEvent, TranscriptionResult
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from memory_store import MemoryStore, ScriptedAttachmentStore, plain
from pydantic import TypeAdapter

event_type = TypeAdapter(ThreadStreamEvent)
scene = {}
calls = []
store = MemoryStore()


def note(hook, context, **arguments):
    known = {name: value for name, value in arguments.items() if value is not None}
    calls.append({"hook": hook, "user": context["user"], **known})


class BareServer(ChatKitServer[dict]):
    """The default hooks, but for `respond`."""

    async def respond(self, thread, input_user_message, context):
        note("respond", context, input=plain(input_user_message))
        if scene["agent"] is not None:
            source = agent.respond(scene["agent"], thread, input_user_message, context)
        else:
            source = play(thread)
        async for event in source:
            yield event


class ScriptedServer(BareServer):
    async def action(self, thread, action, sender, context):
        note("action", context, action=plain(action), sender=plain(sender))
        async for event in play(thread):
            yield event

    async def sync_action(self, thread, action, sender, context):
        note("syncAction", context, action=plain(action), sender=plain(sender))
        return SyncCustomActionResponse.model_validate(fill(scene["returns"], thread))

    async def transcribe(self, audio_input, context):
        data = base64.b64encode(audio_input.data).decode()
        note("transcribe", context, data=data, mime_type=audio_input.mime_type, media_type=audio_input.media_type)
        return TranscriptionResult.model_validate(scene["returns"])

    async def add_feedback(self, thread_id, item_ids, feedback, context):
        note("addFeedback", context, thread=thread_id, items=item_ids, kind=feedback)
        store.keep_feedback(thread_id, item_ids, feedback)


async def play(thread):
    for step in scene["script"]:
        if "event" in step:
            yield event_type.validate_python(fill(step["event"], thread))
        for field, value in step.get("set", {}).items():
            current = getattr(thread, field)
            adapter = TypeAdapter(type(thread).model_fields[field].annotation)
            setattr(thread, field, {**current, **value} if field == "metadata" else adapter.validate_python(value))
        if "fail" in step:
            raise failure(step["fail"])
        if "wait" in step:
            await asyncio.Event().wait()


def fill(value, thread):
    return json.loads(json.dumps(value).replace("$thread", thread.id))


def failure(how):
    if how["kind"] == "custom":
        return CustomStreamError(how["message"], allow_retry=how.get("allow_retry", False))
    if how["kind"] == "coded":
        return StreamError("stream.error", allow_retry=how.get("allow_retry"))
    return RuntimeError("unexpected")


# What fails is meant to.
logging.disable(logging.CRITICAL)
agent = AgentHooks(store)
bare = BareServer(store)
scripted = ScriptedServer(store, ScriptedAttachmentStore(scene, calls))
app = FastAPI()


@app.post("/begin")
async def begin():
    store.clear()
    calls.clear()


@app.post("/play")
async def play_scene(request: Request):
    scene.update(await request.json())


@app.post("/traces")
async def traces(request: Request):
    ids = await request.json()
    return {"stored": store.stored(ids["threads"], ids["attachments"]), "calls": calls}


@app.post("/chatkit")
async def chatkit(request: Request):
    return await answer(scripted, request)


@app.post("/bare")
async def chatkit_bare(request: Request):
    return await answer(bare, request)


async def answer(server, request):
    result = await server.process(await request.body(), {"user": "alice"})
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(content=result.json, media_type="application/json")


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
port = listener.getsockname()[1]
versions = {name: version(name) for name in ("openai-chatkit", "openai-agents", "pydantic")}
print(json.dumps({"port": port, "versions": versions}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
