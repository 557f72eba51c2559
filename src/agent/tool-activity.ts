import type { CustomTask } from '../protocol/workflow.js';
import { ResponseStreamConverter, type FunctionToolCall } from './bridge/response-stream-converter.js';

// How a tool call is shown to the person: one step of a workflow.

const secretName = /token|secret|password|passwd|api[-_]?key|authorization|credential/i;
const maxValueLength = 120;

/** Shows tool calls as a workflow with one step per call. */
export class ToolActivity extends ResponseStreamConverter {
  override toolCallToTask({ name, arguments: args }: FunctionToolCall): CustomTask {
    return toolCallTask(name, args);
  }
}

/** The step for a call that has begun. `arguments_` is the call's JSON text, as the model wrote it. */
export function toolCallTask(name: string, arguments_: string): CustomTask {
  return {
    type: 'custom',
    status_indicator: 'loading',
    title: toTitle(name),
    icon: 'bolt',
    content: `${name}(${describeArguments(arguments_)})`,
  };
}

/** `add_task` reads as "Add task". */
function toTitle(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `name: value, …` on one line, without anything that looks like a secret by its name. */
function describeArguments(json: string): string {
  const values = parseObject(json);
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${secretName.test(name) ? '•••' : shorten(value)}`)
    .join(', ');
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}

/** Models write arguments that are not JSON, or no object, now and then; the tool itself refuses those. */
function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
