"""The official Python server behind HTTP, with a store in memory and an assistant that answers word by word.

It is what `nestjs-chatkit conformance` asks when the reference is under test: `host.py` beside it plays scripts, and
says nothing to a plain text. Prints the port and the version as one JSON line, then serves until it is ended.
"""

import asyncio
import json
import socket
from datetime import datetime
from importlib.metadata import version

import uvicorn
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError, Store
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    Page,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
)
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse


class MemoryStore(Store[None]):
    def __init__(self):
        self.threads = {}
        self.items = {}

    async def load_thread(self, thread_id, context):
        return found(self.threads, thread_id)

    async def save_thread(self, thread, context):
        self.threads[thread.id] = ThreadMetadata(**thread.model_dump(exclude={"items"}))
        self.items.setdefault(thread.id, {})

    async def load_threads(self, limit, after, order, context):
        return page(self.threads, limit, after, order)

    async def load_thread_items(self, thread_id, after, limit, order, context):
        return page(self.items.get(thread_id, {}), limit, after, order)

    async def add_thread_item(self, thread_id, item, context):
        self.items[thread_id][item.id] = item.model_copy(deep=True)

    save_item = add_thread_item

    async def load_item(self, thread_id, item_id, context):
        return found(self.items.get(thread_id, {}), item_id)

    async def delete_thread(self, thread_id, context):
        self.threads.pop(thread_id, None)
        self.items.pop(thread_id, None)

    async def delete_thread_item(self, thread_id, item_id, context):
        self.items.get(thread_id, {}).pop(item_id, None)

    async def save_attachment(self, attachment, context):
        raise NotImplementedError

    async def load_attachment(self, attachment_id, context):
        raise NotFoundError(attachment_id)

    async def delete_attachment(self, attachment_id, context):
        raise NotImplementedError


def found(rows, row_id):
    if row_id not in rows:
        raise NotFoundError(row_id)
    return rows[row_id].model_copy(deep=True)


def page(rows, limit, after, order):
    rows = list(rows.values()) if order == "asc" else list(rows.values())[::-1]
    if after:
        # The sample store starts again from the top for a cursor that it does not know; so does this one.
        rows = rows[next((i + 1 for i, row in enumerate(rows) if row.id == after), 0) :]
    more = len(rows) > limit
    return Page(data=rows[:limit], has_more=more, after=rows[limit - 1].id if more else None)


class TalkingServer(ChatKitServer[None]):
    async def respond(self, thread, input_user_message, context):
        item_id = self.store.generate_item_id("message", thread, context)
        item = AssistantMessageItem(id=item_id, thread_id=thread.id, created_at=datetime.now(), content=[])
        whole = ""
        yield ThreadItemAddedEvent(item=item)
        yield updated(item_id, AssistantMessageContentPartAdded(content_index=0, content=text_part("")))
        for word in "This is an answer of ten words, one by one.".split(" "):
            await asyncio.sleep(0.01)
            whole += word + " "
            yield updated(item_id, AssistantMessageContentPartTextDelta(content_index=0, delta=word + " "))
        yield updated(item_id, AssistantMessageContentPartDone(content_index=0, content=text_part(whole)))
        yield ThreadItemDoneEvent(item=item.model_copy(update={"content": [text_part(whole)]}))


def updated(item_id, update):
    return ThreadItemUpdatedEvent(item_id=item_id, update=update)


def text_part(text):
    return AssistantMessageContent(text=text)


server = TalkingServer(MemoryStore())
app = FastAPI()


@app.post("/chatkit")
async def chatkit(request: Request):
    result = await server.process(await request.body(), None)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(content=result.json, media_type="application/json")


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
print(json.dumps({"port": listener.getsockname()[1], "version": version("openai-chatkit")}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
