import type { SyncActionResult, Transcription } from '../../src/protocol/answers.js';
import type { Attachment } from '../../src/protocol/attachments.js';
import { CustomStreamError, StreamError } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { FeedbackKind } from '../../src/protocol/feedback.js';
import type { UserMessageItem, WidgetItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { Action } from '../../src/protocol/widgets/widget.js';
import { AttachmentStore, type AttachmentParams } from '../../src/turns/attachment-store.js';
import type { RequestContext, TurnContext } from '../../src/turns/context.js';
import { Responder, type AudioInput } from '../../src/turns/responder.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { untilStopped } from '../../src/testing/scripted.responder.js';
import type { Scene } from './run-scenario.js';
import type { Step } from './scenario.js';

type Events = AsyncIterable<ThreadStreamEvent>;

/** What answers a scene that is an agent's. */
export type RespondAsAgent = (
  stage: Stage,
  ...call: Parameters<Responder['respond']>
) => AsyncIterable<ThreadStreamEvent>;

/** What the hooks do now, and what they were called with. Both are what `host.py` has on the other side. */
export class Stage {
  store!: ThreadStore;
  scene: Scene = { script: [], returns: null, agent: null };
  calls: object[] = [];

  note(hook: string, { principal }: RequestContext, args: Record<string, unknown>): void {
    this.calls.push(structuredClone({ hook, user: principal.userId, ...known(args) }));
  }
}

/** The default hooks, but for `respond`, which plays the scene. */
export class BareHooks extends Responder {
  constructor(
    protected readonly stage: Stage,
    private readonly respondAsAgent?: RespondAsAgent,
  ) {
    super();
  }

  override respond(thread: ThreadMetadata, input: UserMessageItem | null, context: TurnContext): Events {
    this.stage.note('respond', context, { input });
    return this.stage.scene.agent
      ? this.respondAsAgent!(this.stage, thread, input, context)
      : play(this.stage.scene, thread, context);
  }
}

/** Every hook plays the scene. */
export class ScriptedHooks extends BareHooks {
  override action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: TurnContext,
  ): Events {
    this.stage.note('action', context, { action: known(action), sender });
    return play(this.stage.scene, thread, context);
  }

  override async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: RequestContext,
  ): Promise<SyncActionResult> {
    this.stage.note('syncAction', context, { action: known(action), sender });
    return fill(this.stage.scene.returns, thread) as SyncActionResult;
  }

  override async transcribe(audio: AudioInput, context: RequestContext): Promise<Transcription> {
    const data = Buffer.from(audio.data).toString('base64');
    this.stage.note('transcribe', context, { ...audio, data });
    return this.stage.scene.returns as unknown as Transcription;
  }

  override async addFeedback(
    thread: string,
    items: readonly string[],
    kind: FeedbackKind,
    context: RequestContext,
  ): Promise<void> {
    this.stage.note('addFeedback', context, { thread, items, kind });
  }
}

/** Gives what the scene says, under an id of its own. */
export class ScriptedAttachmentStore extends AttachmentStore {
  constructor(private readonly stage: Stage) {
    super();
  }

  override async createAttachment(params: AttachmentParams, context: RequestContext): Promise<Attachment> {
    this.stage.note('createAttachment', context, { params });
    const id = this.generateAttachmentId(params.mime_type, context);
    return { id, ...(this.stage.scene.returns as object) } as unknown as Attachment;
  }

  override async deleteAttachment(id: string, context: RequestContext): Promise<void> {
    this.stage.note('deleteAttachment', context, { id });
  }
}

/** Without what is null, which Python does not tell from what is absent. */
const known = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as object;

async function* play({ script }: Scene, thread: ThreadMetadata, context: TurnContext): Events {
  for (const step of script as unknown as Step[]) {
    if ('event' in step) yield fill(step.event, thread) as ThreadStreamEvent;
    if ('set' in step) {
      const { metadata, ...fields } = step.set;
      Object.assign(thread, fields);
      Object.assign(thread.metadata, metadata);
    }
    if ('fail' in step) throw failure(step.fail);
    if ('wait' in step) await untilStopped(context);
  }
}

function fill(value: unknown, thread: ThreadMetadata): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('$thread', thread.id)) as unknown;
}

function failure(how: Extract<Step, { fail: unknown }>['fail']): Error {
  if (how.kind === 'custom') return new CustomStreamError(how.message!, how.allow_retry);
  if (how.kind === 'coded') return new StreamError('stream.error', how.allow_retry);
  return new Error('unexpected');
}
