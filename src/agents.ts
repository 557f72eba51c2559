// The bridge to the OpenAI Agents SDK: from an agent's run to a thread's events, and from a thread's items to a model's
// input. An entry of its own, `nestjs-chatkit/agents`: a server that answers by other means needs no SDK, and its
// declarations cannot be read without the browser's.

export { accumulateText, type ModelTextEvent } from './agent/bridge/accumulate-text.js';
export { AgentContext, type AgentContextOptions, type ClientToolCall } from './agent/bridge/agent-context.js';
export { clientTool, type ClientToolOptions } from './agent/bridge/client-tool.js';
export {
  ResponseStreamConverter,
  type ContainerFileCitation,
  type FileCitation,
  type FunctionToolCall,
  type UrlCitation,
} from './agent/bridge/response-stream-converter.js';
export { streamAgentResponse } from './agent/bridge/stream-agent-response.js';
export {
  simpleToAgentInput,
  ThreadItemConverter,
  type ModelInput,
  type ModelInputPart,
} from './agent/bridge/thread-item-converter.js';
