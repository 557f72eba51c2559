// The library's public surface: what an application or a store of somebody else's may import. Everything that is
// not named here may change at any time.

// The protocol: shapes with their schemas, ids, errors.
export * from './protocol/answers.js';
export * from './protocol/attachments.js';
export * from './protocol/content.js';
export * from './protocol/errors.js';
export * from './protocol/events.js';
export * from './protocol/feedback.js';
export * from './protocol/fold.js';
export * from './protocol/icons.js';
export * from './protocol/ids.js';
export * from './protocol/items.js';
export type { SnapshotEvent, TurnEnd, TurnEndedEvent, TurnPosition } from './protocol/live-events.js';
export {
  acceptedLocales,
  languageOf,
  languages,
  type InEveryLanguage,
  type Language,
} from './protocol/language.js';
export { defaultLimits, type Limits } from './protocol/limits.js';
export * from './protocol/new-item.js';
export { emptyPage, toPage, type Order, type Page } from './protocol/page.js';
export { InvalidRequestError, parseRequest, type Fault } from './protocol/parse-request.js';
export * from './protocol/requests.js';
export { streamText } from './protocol/stream-text.js';
export * from './protocol/structured-input.js';
export { TooDeepError, wellFormedJson, wellFormedLine, wellFormedText } from './protocol/text.js';
export * from './protocol/thread.js';
export * from './protocol/workflow.js';

// Widgets: what they are made of, how to build, check and stream one.
export * from './protocol/widgets/builders.js';
export type * from './protocol/widgets/chart.js';
export type * from './protocol/widgets/components.js';
export { diffWidget } from './protocol/widgets/diff-widget.js';
export type * from './protocol/widgets/forms.js';
export type * from './protocol/widgets/media.js';
export { replaceWidget } from './protocol/widgets/replace-widget.js';
export { streamWidget, type StreamWidgetOptions } from './protocol/widgets/stream-widget.js';
export type * from './protocol/widgets/text.js';
export { checkWidget, type WidgetFault } from './protocol/widgets/validate-widget.js';
export type * from './protocol/widgets/values.js';
export { WidgetDefinition, WidgetTemplate, WidgetTemplateError } from './protocol/widgets/widget-template.js';
export * from './protocol/widgets/widget.js';
export { withoutNulls } from './protocol/widgets/without-nulls.js';

// What answers, and what it is handed.
export { Admission } from './turns/admission.js';
export { ChatKitServer, type ChatKitServerOptions } from './turns/chatkit-server.js';
export {
  languageFor,
  type Admitted,
  type IncomingContext,
  type RequestContext,
  type TurnContext,
  type TurnUsage,
} from './turns/context.js';
export type { Log } from './turns/log.js';
export { isSameOwner, ownerOf, type Owner } from './turns/owner.js';
export type { Principal } from './turns/principal.js';
export { InDoubtError, isOutage } from './turns/outage.js';
export { Responder, type AudioInput } from './turns/responder.js';
export type { ChatKitResult, NonStreamingResult, StreamingResult } from './turns/results.js';
export type { CancelledTurn, JoinedTurn } from './turns/live-turns.js';
export type { TurnPolicy } from './turns/turn-engine.js';
export { TurnMonitor, type EndedTurn } from './turns/turn-monitor.js';
export { TurnRelay, type RelayedTurn, type ShowTurn } from './turns/turn-relay.js';
export type { FrameSink, Viewer } from './turns/viewers.js';

// Between an OpenAI Agents SDK run and a thread. What needs the SDK itself is in `nestjs-chatkit/agents`.
export { accumulateText, type ModelTextEvent } from './agent/bridge/accumulate-text.js';
export { AgentContext, type AgentContextOptions, type ClientToolCall } from './agent/bridge/agent-context.js';
export { estimateTokens } from './agent/bridge/estimate-tokens.js';
export {
  loadHistory,
  type History,
  type HistoryOptions,
  type HistorySource,
} from './agent/bridge/load-history.js';
export type {
  AgentRunEvent,
  ModelInput,
  ModelInputItem,
  ModelInputPart,
} from './agent/bridge/model-input.js';
export {
  ResponseStreamConverter,
  type ContainerFileCitation,
  type FileCitation,
  type FunctionToolCall,
  type HostedToolCall,
  type ToolCallState,
  type UrlCitation,
} from './agent/bridge/response-stream-converter.js';
export { streamAgentResponse } from './agent/bridge/stream-agent-response.js';
export { simpleToAgentInput, ThreadItemConverter } from './agent/bridge/thread-item-converter.js';
export { ToolActivity, type ToolActivityOptions, type ToolDetail } from './agent/tool-activity.js';

// Stores.
export { AttachmentLinks } from './turns/attachment-links.js';
export { AttachmentStore, type AttachmentParams } from './turns/attachment-store.js';
export { MemoryPausedRunStore } from './turns/memory-paused-run.store.js';
export { MemoryThreadStore } from './turns/memory-thread.store.js';
export { MemoryTurnLedger } from './turns/memory-turn.ledger.js';
export type { ThreadChanges, TitleChange } from './turns/thread-changes.js';
export {
  PausedRunStore,
  type CallDecision,
  type PausedCall,
  type PausedRun,
} from './turns/paused-run-store.js';
export type { SummaryQuery, ThreadEdits, ThreadFiling, ThreadSummary } from './turns/thread-summary.js';
export { ThreadStore, type ItemPageQuery, type PageQuery } from './turns/thread-store.js';
export * from './turns/turn-ledger.js';
export { TypeOrmPausedRunStore } from './threads/typeorm-paused-run.store.js';
export { TypeOrmThreadStore } from './threads/typeorm-thread.store.js';
export { TypeOrmTurnLedger } from './threads/typeorm-turn.ledger.js';
export { chatKitEntities, chatKitMigrations } from './database/library-schema.js';
export { ThreadsModule } from './threads/threads.module.js';

// In a Nest application.
export {
  ChatKitModule,
  type ChatKitModuleAsyncOptions,
  type ChatKitModuleOptions,
} from './chatkit/chatkit.module.js';
export type { ChatKitMountOptions } from './chatkit/chatkit-mount.js';
export { ErrorFilter as ChatKitErrorFilter, type ErrorBody } from './chatkit/error.filter.js';
export type { HttpRequest } from './chatkit/http-exchange.js';
