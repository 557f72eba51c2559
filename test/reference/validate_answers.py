"""Judges what our servers answered by the reference's own types. Takes the file that `record-answers.ts` wrote.

An answer must be what the type takes, and must have no field that the type does not know. Widgets are only checked
against their type: what an application adds to one is kept as it is. Prints one JSON line: how many of each kind
were judged, and what is wrong.
"""

import json
import sys
from collections import Counter

from chatkit.types import (
    Attachment,
    Page,
    SyncCustomActionResponse,
    Thread,
    ThreadItem,
    ThreadStreamEvent,
    TranscriptionResult,
)
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError


class Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid")


event_type = TypeAdapter(ThreadStreamEvent)
body_types = {
    name: TypeAdapter(type)
    for name, type in {
        "threads.get_by_id": Thread,
        "threads.update": Thread,
        "threads.list": Page[Thread],
        "items.list": Page[ThreadItem],
        "items.feedback": Nothing,
        "threads.delete": Nothing,
        "attachments.delete": Nothing,
        "attachments.create": Attachment,
        "input.transcribe": TranscriptionResult,
        "threads.sync_custom_action": SyncCustomActionResponse,
    }.items()
}
# Free for an application to fill, or, of a widget, typed in more than one way.
opaque = {"widget", "component", "data", "metadata", "arguments", "output"}


def unknown_fields(given, known, path=""):
    """Paths of what is in an answer and not in what the type made of it."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            here = f"{path}.{name}"
            if name not in known:
                yield here
            elif name not in opaque:
                yield from unknown_fields(value, known[name], here)
    elif isinstance(given, list) and isinstance(known, list):
        for each, other in zip(given, known):
            yield from unknown_fields(each, other, f"{path}[]")


def faults(adapter, value):
    try:
        known = adapter.dump_python(adapter.validate_python(value), mode="json")
    except ValidationError as error:
        return [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:3]]
    return [f"{path}: the type does not know it" for path in unknown_fields(value, known)]


def kind_of(line):
    if "operation" in line:
        return line["operation"]
    event = line["event"]
    return " ".join(filter(None, [event["type"], event.get("item", event.get("update", {})).get("type")]))


def judge(line):
    if "event" in line:
        return faults(event_type, line["event"])
    return faults(body_types[line["operation"]], line["body"])


kinds = Counter()
wrong = {}
with open(sys.argv[1]) as answers:
    for text in answers:
        answer = json.loads(text)
        kinds[kind_of(answer)] += 1
        for fault in judge(answer):
            wrong.setdefault(f"{kind_of(answer)}: {fault}", text.strip()[:2000])
print(json.dumps({"kinds": dict(sorted(kinds.items())), "wrong": wrong}))
