import type { ToolContent } from './bound-result.js';

/**
 * The parts of a result that says that its call failed, each marked so. The Agents SDK passes a lone part on without
 * the result around it, and tells what a tool gave as JSON: the mark is what is left of `isError` there. The model is
 * sent a part's own fields alone.
 */
export function markFailed(content: readonly ToolContent[]): ToolContent[] {
  const parts = content.length ? content : [{ type: 'text', text: 'The tool failed.' }];
  return parts.map((part) => ({ ...part, isError: true }));
}
