"""Builds our templates with the official server's template class, and prints what it makes of them as JSON."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from chatkit.widgets import WidgetTemplate

TEMPLATES = Path("test/protocol/widgets/templates")


def answer(make):
    try:
        template, data = make()
        return {"widget": json.loads(template.build(data).model_dump_json(exclude_none=True))}
    except Exception as error:
        return {"error": type(error).__name__}


def from_file(case):
    path = (TEMPLATES / f"{case['file']}.widget").resolve()
    return lambda: (WidgetTemplate.from_file(str(path)), case.get("data"))


def from_text(text, data):
    template = '{% set text %}' + text + '{% endset %}{"type":"Card","children":[],"text":{{ text | tojson }}}'
    return lambda: (WidgetTemplate({"version": "1.0", "name": "text", "template": template}), data)


cases = json.loads((TEMPLATES / "cases.json").read_text())
language = json.loads((TEMPLATES / "expressions.json").read_text())
texts = ["{{ (" + it + ") | tojson }}" for it in language["expressions"]] + language["blocks"]
answers = {
    "versions": {name: version(name) for name in ("openai-chatkit", "jinja2")},
    "files": {case["name"]: answer(from_file(case)) for case in cases},
    "texts": {text: answer(from_text(text, language["data"])) for text in texts},
}
json.dump(answers, sys.stdout, indent=1, ensure_ascii=False)
sys.stdout.write("\n")
