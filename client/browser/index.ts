// What a page imports: `nestjs-chatkit/browser`. Loads nothing but its own files.
export { createChatKitFetch } from './chatkit-fetch.js';
export type {
  ChatKitFetch,
  ChatKitFetchOptions,
  KeyValueStorage,
  LiveEvent,
  ResumeOptions,
  StopResult,
  TurnEnd,
  TurnStatus,
  UnsentMessage,
} from './options.js';
