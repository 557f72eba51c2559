"""Answers with an agent of the Agents SDK, whose model is played and whose tools do what the scene says."""

import os

from agents import (
    Agent,
    FunctionTool,
    GuardrailFunctionOutput,
    InputGuardrail,
    OpenAIResponsesModel,
    OutputGuardrail,
    Runner,
    StopAtTools,
    set_tracing_disabled,
)
from chatkit.agents import (
    AgentContext,
    ClientToolCall,
    ResponseStreamConverter,
    ThreadItemConverter,
    stream_agent_response,
)
from chatkit.types import Task, ThreadStreamEvent, Workflow, WorkflowSummary
from chatkit.widgets import WidgetRoot
from openai import AsyncOpenAI
from pydantic import TypeAdapter

set_tracing_disabled(True)
event_type = TypeAdapter(ThreadStreamEvent)
task_type = TypeAdapter(Task)
summary_type = TypeAdapter(WorkflowSummary | None)
widget_type = TypeAdapter(WidgetRoot)
any_arguments = {"type": "object", "properties": {}, "required": [], "additionalProperties": True}


class AgentHooks:
    def __init__(self, store):
        self.store = store
        base_url = os.environ.get("PROVIDER_URL", "http://127.0.0.1:9")
        client = AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
        self.model = OpenAIResponsesModel(model="played", openai_client=client)

    async def respond(self, scene, thread, input_user_message, context):
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        history = await self.store.load_thread_items(thread.id, None, 100, "asc", context)
        items = await TagConverter().to_agent_input(history.data)
        run = Runner.run_streamed(self.agent(scene), items, context=agent_context)
        converter = ResponseStreamConverter(partial_images=scene.get("partialImages"))
        async for event in stream_agent_response(agent_context, run, converter=converter):
            yield event

    def agent(self, scene):
        stop_at = scene.get("stopAt")
        tripped = scene.get("tripwire")
        other = scene.get("handsOverTo")
        return Agent(
            name="Assistant",
            model=self.model,
            handoffs=[Agent(name=other, model=self.model)] if other else [],
            tools=[to_tool(tool) for tool in scene.get("tools", [])],
            tool_use_behavior=StopAtTools(stop_at_tool_names=stop_at) if stop_at else "run_llm_again",
            input_guardrails=[InputGuardrail(trip, run_in_parallel=False)] if tripped == "input" else [],
            output_guardrails=[OutputGuardrail(trip)] if tripped == "output" else [],
        )


class TagConverter(ThreadItemConverter):
    async def tag_to_message_content(self, tag):
        return {"type": "input_text", "text": f"{tag.text} is {tag.id}"}


async def trip(context, agent, words):
    return GuardrailFunctionOutput(output_info=None, tripwire_triggered=True)


def to_tool(tool):
    async def invoke(context, arguments):
        for step in tool.get("does", []):
            await take(step, context.context)
        return tool.get("gives", "ok")

    return FunctionTool(
        name=tool["name"],
        description="",
        params_json_schema=any_arguments,
        on_invoke_tool=invoke,
        strict_json_schema=False,
    )


async def take(step, context):
    """One thing that a tool does with its context."""
    match step:
        case {"stream": event}:
            filled = {**event}
            if "item" in filled:
                filled["item"] = {**filled["item"], "thread_id": context.thread.id}
            await context.stream(event_type.validate_python(filled))
        case {"startWorkflow": workflow}:
            await context.start_workflow(Workflow.model_validate(workflow))
        case {"addTask": task}:
            await context.add_workflow_task(task_type.validate_python(task))
        case {"updateTask": task, "index": index}:
            await context.update_workflow_task(task_type.validate_python(task), index)
        case {"endWorkflow": end}:
            await context.end_workflow(summary_type.validate_python(end.get("summary")), end.get("expanded", False))
        case {"widget": root}:
            await context.stream_widget(to_widget(root), step.get("copyText"))
        case {"widgets": roots}:
            await context.stream_widget(states(roots), step.get("copyText"))
        case {"clientToolCall": call}:
            context.client_tool_call = ClientToolCall(**call)


async def states(roots):
    for root in roots:
        yield to_widget(root)


def to_widget(root):
    return widget_type.validate_python(root)
