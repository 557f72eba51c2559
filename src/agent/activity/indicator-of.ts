import type { StatusIndicator } from '../../protocol/workflow.js';
import type { ToolCallState } from '../bridge/response-stream-converter.js';

/** The mark of a call's step. There is none for a failure: the words beside it say that. */
export function indicatorOf({ status }: ToolCallState): StatusIndicator {
  if (status === 'running') return 'loading';
  return status === 'done' ? 'complete' : 'none';
}
