// What needs the OpenAI Agents SDK itself, `nestjs-chatkit/agents`: it is loaded with this entry, listens for the
// process's signals, and its declarations want a browser's. The rest of the bridge is in the main entry, without it.

export { clientTool, type ClientToolOptions } from './agent/bridge/client-tool.js';
