import type { ClientToolCallItem, ThreadItem } from '../../../src/protocol/items.js';

/** Calls answered in a row before the page leaves the conversation as it is. */
export const maxToolAnswers = 5;

/** The call that waits for this page, if one does. */
export function pendingToolCall(items: readonly ThreadItem[]): ClientToolCallItem | undefined {
  return items.findLast((item) => item.type === 'client_tool_call' && item.status === 'pending') as
    ClientToolCallItem | undefined;
}

/** What the built-in chat answers to every call: it has no tools, and the conversation can go on without. */
export function noSuchTool({ name }: ClientToolCallItem): { error: string } {
  return { error: `This page has no tool named ${JSON.stringify(name)}.` };
}
