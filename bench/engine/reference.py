"""The official Python server, hosted as its samples do it, with the answers of `turn.ts`.

Takes the port as its argument, and serves on it until it is ended: one worker, no access log.
"""

import asyncio
import sys
from datetime import datetime, timezone
from importlib.metadata import version

import uvicorn
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
)
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from memory_store import MemoryStore

DELTAS = 100
WORD = "lorem ipsum "


def answer(thread_id, item_id, word=WORD):
    item = AssistantMessageItem(
        id=item_id, thread_id=thread_id, created_at=datetime.now(timezone.utc), content=[]
    )
    yield ThreadItemAddedEvent(item=item)
    for _ in range(DELTAS):
        yield ThreadItemUpdatedEvent(
            item_id=item_id, update=AssistantMessageContentPartTextDelta(content_index=0, delta=word)
        )
    whole = AssistantMessageContent(text=word * DELTAS)
    yield ThreadItemDoneEvent(item=item.model_copy(update={"content": [whole]}))


class BenchServer(ChatKitServer[None]):
    async def respond(self, thread, input_user_message, context):
        asked = input_user_message.content[0].text
        for _ in range(100 if asked == "long" else 1):
            item_id = self.store.generate_item_id("message", thread, context)
            for event in answer(thread.id, item_id, WORD * 100 if asked == "long" else WORD):
                yield event
                if asked == "hold" and isinstance(event, ThreadItemUpdatedEvent):
                    await asyncio.Event().wait()


server = BenchServer(MemoryStore())
app = FastAPI()


@app.get("/versions")
async def versions():
    return {
        "Python": sys.version.split()[0],
        **{name: version(name) for name in ("openai-chatkit", "fastapi", "uvicorn", "pydantic")},
    }


@app.post("/chatkit")
async def chatkit(request: Request):
    result = await server.process(await request.body(), None)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(content=result.json, media_type="application/json")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical", access_log=False)
