"""A store of the official Python server that keeps everything in memory, and hands out copies."""

from chatkit.store import NotFoundError, Store
from chatkit.types import Page, ThreadMetadata


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
