import type { ToolProgress } from '../mcp/tool-progress.js';
import type { CustomTask, Task } from '../protocol/workflow.js';
import { codeSpan } from './activity/code-span.js';
import { HostedTasks } from './activity/hosted-tasks.js';
import { Redaction, type ToolDetail } from './activity/redaction.js';
import { oneLine } from './activity/shorten.js';
import { indicatorOf } from './activity/indicator-of.js';
import { outputText } from './activity/output-text.js';
import { parseArguments } from './activity/parse-arguments.js';
import { toTitle } from './activity/to-title.js';
import { ActivityWords } from './activity/words.js';
import {
  ResponseStreamConverter,
  type FunctionToolCall,
  type HostedToolCall,
  type ToolCallState,
} from './bridge/response-stream-converter.js';

export type { ToolDetail };

/** How an operator and a person want to see tool calls. */
export interface ToolActivityOptions {
  /** Default `arguments`. */
  detail?: ToolDetail;
  /** Names of arguments that are hidden, beside those that are secrets by their name. */
  redact?: readonly string[];
  /** The language of our words, such as `de-AT`. Default English. */
  locale?: string;
  /** A tool's name for people. By default, and where there is none, `add_task` reads as "Add task". */
  titleOf?: (toolName: string) => string | undefined;
  /** Partial images that each image was asked to come in. */
  partialImages?: number;
}

const maxTitleLength = 80;
const maxTextLength = 160;
const maxResultLength = 300;
/** Arguments above this many characters are not read: nobody could, and the model will not have meant it. */
const maxReadArguments = 64 * 1024;
/** Names of the Agents SDK's own tools, and of hand-offs, for which there are better words. */
const ownTools = { computer: 'desktop', shell: 'square-code', apply_patch: 'write' } as const;
const handOffName = /^transfer_to_(.+)$/;

/** Shows tool calls as a workflow, with one step per call: what was asked, how it ended, and how long it took. */
export class ToolActivity extends ResponseStreamConverter {
  /** What a tool is called where a person reads it. */
  readonly titleOf: (toolName: string) => string;
  private readonly detail: ToolDetail;
  private readonly redaction: Redaction;
  private readonly words: ActivityWords;
  private readonly hosted: HostedTasks;

  constructor({ detail = 'arguments', redact, locale, titleOf, partialImages }: ToolActivityOptions = {}) {
    super({ partialImages });
    this.detail = detail;
    this.redaction = new Redaction(redact);
    this.words = new ActivityWords(locale);
    this.hosted = new HostedTasks({ detail, redaction: this.redaction, words: this.words });
    this.titleOf = (name) =>
      oneLine(titleOf?.(name) || this.knownTitle(name) || toTitle(name), maxTitleLength);
  }

  override toolCallToTask({ name, arguments: json }: FunctionToolCall, state: ToolCallState): CustomTask {
    const content = [this.describe(json), this.words.outcome(state)].filter(Boolean).join(' · ');
    const result = this.resultOf(state);
    return {
      type: 'custom',
      status_indicator: indicatorOf(state),
      title: this.titleOf(name),
      icon: state.status === 'failed' ? 'info' : iconOf(name),
      ...((content || result) && { content: [content, result].filter(Boolean).join('\n\n') }),
    };
  }

  override hostedToolCallToTask(call: HostedToolCall, state: ToolCallState): Task | undefined {
    if (call.type !== 'mcp_call') return this.hosted.draw(call, state);
    const { name, arguments: json } = call.item;
    const asked = { callId: call.id, name: textOr(name, 'mcp'), arguments: textOr(json, '') };
    return this.toolCallToTask(asked, state);
  }

  /** What a tool says of its work, on one line: its name, how much is done where that is known, and its own words. */
  progressText({ tool, progress, total, message }: ToolProgress): string {
    const share = total && total > 0 ? progress / total : -1;
    const percent = share >= 0 ? this.words.percent(Math.min(1, share)) : '';
    const isSaid = message && this.detail !== 'names';
    const said = isSaid ? oneLine(this.redaction.text(message, maxTextLength), maxTextLength) : '';
    const parts = [said, percent].filter(Boolean).join(' · ');
    return parts ? `${this.titleOf(tool)}: ${parts}` : `${this.titleOf(tool)} …`;
  }

  /** The arguments on one line; nothing for those that are not to be shown, or are no object. */
  private describe(json: string): string {
    if (this.detail === 'names') return '';
    if (json.length > maxReadArguments) return '…';
    const values = parseArguments(json);
    return values ? codeSpan(this.redaction.entries(values)) : '';
  }

  private resultOf(state: ToolCallState): string {
    if (this.detail !== 'results' || !('output' in state)) return '';
    return codeSpan(this.redaction.text(outputText(state.output), maxResultLength));
  }

  private knownTitle(name: string): string | undefined {
    const { computer, shell, patch, handOff } = this.words.own;
    if (Object.hasOwn(ownTools, name)) {
      return { computer, shell, apply_patch: patch }[name as keyof typeof ownTools];
    }
    const agent = handOffName.exec(name)?.[1];
    return agent && handOff(agent.replaceAll(/[_-]+/g, ' '));
  }
}

function iconOf(name: string): CustomTask['icon'] {
  if (Object.hasOwn(ownTools, name)) return ownTools[name as keyof typeof ownTools];
  return handOffName.test(name) ? 'agent' : 'bolt';
}

const textOr = (value: unknown, otherwise: string) =>
  typeof value === 'string' && value ? value : otherwise;
