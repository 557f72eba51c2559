"""The reference's stores, in memory: what an integration writes by its documentation, and no more."""

from chatkit.store import AttachmentStore, NotFoundError, Store, default_generate_id
from chatkit.types import Attachment, Page, ThreadMetadata
from pydantic import TypeAdapter

attachment_type = TypeAdapter(Attachment)


class MemoryStore(Store[dict]):
    def __init__(self):
        self.clear()

    def clear(self):
        self.threads = {}
        self.items = {}
        self.attachments = {}
        self.feedback = {}

    async def load_thread(self, thread_id, context):
        return found(self.threads, thread_id)

    async def save_thread(self, thread, context):
        # A new thread comes with a page of items, which is not part of it.
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
        self.attachments[attachment.id] = attachment.model_copy(deep=True)

    async def load_attachment(self, attachment_id, context):
        return found(self.attachments, attachment_id)

    async def delete_attachment(self, attachment_id, context):
        self.attachments.pop(attachment_id, None)

    def keep_feedback(self, thread_id, item_ids, kind):
        self.feedback.setdefault(thread_id, {}).update(dict.fromkeys(item_ids, kind))

    def stored(self, thread_ids, attachment_ids):
        return {
            "threads": [self.stored_thread(thread_id) for thread_id in thread_ids],
            "attachments": [plain(self.attachments.get(each)) for each in attachment_ids],
        }

    def stored_thread(self, thread_id):
        return {
            "thread": plain(self.threads.get(thread_id)),
            "items": [plain(item) for item in self.items.get(thread_id, {}).values()],
            "feedback": self.feedback.get(thread_id, {}),
        }


class ScriptedAttachmentStore(AttachmentStore[dict]):
    """Gives what the scene says, under an id of its own."""

    def __init__(self, scene, calls):
        self.scene = scene
        self.calls = calls

    async def create_attachment(self, input, context):
        self.calls.append({"hook": "createAttachment", "params": plain(input), "user": context["user"]})
        attachment_id = self.generate_attachment_id(input.mime_type, context)
        return attachment_type.validate_python({"id": attachment_id, **self.scene["returns"]})

    async def delete_attachment(self, attachment_id, context):
        self.calls.append({"hook": "deleteAttachment", "id": attachment_id, "user": context["user"]})

    def generate_attachment_id(self, mime_type, context):
        return default_generate_id("attachment")


def found(rows, row_id):
    if row_id not in rows:
        raise NotFoundError(f"no {row_id}")
    return rows[row_id].model_copy(deep=True)


def page(rows_by_id, limit, after, order):
    rows = list(rows_by_id.values())
    rows = rows if order == "asc" else rows[::-1]
    if after:
        ids = [row.id for row in rows]
        if after not in ids:
            raise NotFoundError(f"no {after}")
        rows = rows[ids.index(after) + 1 :]
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(data=shown, has_more=more, after=shown[-1].id if more else None)


def plain(model):
    return model and model.model_dump(mode="json", exclude_none=True)
