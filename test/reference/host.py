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
from chatkit.store import NotFoundError, Store
from chatkit.types import Page, ThreadMetadata, ThreadStreamEvent
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import TypeAdapter

event_type = TypeAdapter(ThreadStreamEvent)


class MemoryStore(Store[None]):
    def __init__(self):
        self.threads = {}
        self.items = {}

    async def load_thread(self, thread_id, context):
        if thread_id not in self.threads:
            raise NotFoundError(f"no thread {thread_id}")
        return self.threads[thread_id].model_copy(deep=True)

    async def save_thread(self, thread, context):
        # A new thread comes with a page of items, which is not part of it.
        self.threads[thread.id] = ThreadMetadata(**thread.model_dump(exclude={"items"}))
        self.items.setdefault(thread.id, {})

    async def load_threads(self, limit, after, order, context):
        return page(list(self.threads.values()), limit, after, order)

    async def load_thread_items(self, thread_id, after, limit, order, context):
        return page(list(self.items.get(thread_id, {}).values()), limit, after, order)

    async def add_thread_item(self, thread_id, item, context):
        self.items[thread_id][item.id] = item.model_copy(deep=True)

    async def save_item(self, thread_id, item, context):
        self.items[thread_id][item.id] = item.model_copy(deep=True)

    async def load_item(self, thread_id, item_id, context):
        if item_id not in self.items.get(thread_id, {}):
            raise NotFoundError(f"no item {item_id}")
        return self.items[thread_id][item_id].model_copy(deep=True)

    async def delete_thread(self, thread_id, context):
        self.threads.pop(thread_id, None)
        self.items.pop(thread_id, None)

    async def delete_thread_item(self, thread_id, item_id, context):
        self.items.get(thread_id, {}).pop(item_id, None)

    async def save_attachment(self, attachment, context):
        raise NotImplementedError

    async def load_attachment(self, attachment_id, context):
        raise NotFoundError(f"no attachment {attachment_id}")

    async def delete_attachment(self, attachment_id, context):
        raise NotImplementedError


def page(rows, limit, after, order):
    rows = rows if order == "asc" else rows[::-1]
    if after:
        rows = rows[[row.id for row in rows].index(after) + 1 :]
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(data=shown, has_more=more, after=shown[-1].id if more else None)


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
