// What needs the OpenAI Agents SDK itself, `nestjs-chatkit/agents`: it is loaded with this entry, listens for the
// process's signals, and its declarations want a browser's. The rest of the bridge is in the main entry, without it.

export {
  ApprovalPolicy,
  type ApprovalRule,
  type ToolFacts,
  type Verdict,
} from './agent/approvals/approval-policy.js';
export {
  Approvals,
  type ApprovalsOptions,
  type AskedCall,
  type DecidedRun,
} from './agent/approvals/approvals.js';
export { askFirst } from './agent/approvals/ask-first.js';
export type { AgentRunState } from './agent/approvals/paused-state.js';
export { clientTool, type ClientToolOptions } from './agent/bridge/client-tool.js';
export {
  defineAssistant,
  type AssistantSetup,
  type CreateAssistant,
  type RunWorkflow,
  type WorkflowSetup,
} from './agent/assistants/assistant-setup.js';
export { lastMessageOf } from './agent/assistants/last-message.js';
