import {
  getCurrentSpan,
  RunRawModelStreamEvent,
  type AgentInputItem,
  type ModelRequest,
  type protocol,
  type RunStreamEvent,
} from '@openai/agents';
import type { ModelInputItem } from '../bridge/model-input.js';
import { wordsOf } from './last-message.js';
import { RunEvents } from './run-events.js';
import { WorkflowTools } from './workflow-tools.js';

type StreamEvent = protocol.StreamEvent;
type Output = Extract<StreamEvent, { type: 'response_done' }>['response']['output'];

/** What a turn of a workflow begins with. */
export interface WorkflowTurnOptions {
  /** What the person wrote. */
  text: string;
  /** The conversation before, for calls that begin with the person's message. */
  history: readonly ModelInputItem[];
  /** Aborted when the turn is stopped. */
  signal: AbortSignal;
}

/** A model call of a workflow while it goes on. */
export interface WorkflowCall {
  /** What the model is asked. */
  request: ModelRequest;
  /** Takes the next event; a promise when the model is to wait. */
  take(event: StreamEvent): void | Promise<void>;
  end(): void;
}

/**
 * One turn of a workflow: what its model calls are asked, and what of them is shown.
 *
 * Shown is what an agent says in plain text. An agent with an output schema works for the code around it, and one that
 * is asked by a tool works for the model that called it: their calls are steps, or part of one. Calls are told one
 * after another, whatever the workflow does at the same time: what reads them knows one open call.
 */
export class WorkflowTurn {
  readonly events = new RunEvents();
  /** Texts of the calls that were shown, whole. */
  private readonly shown: string[] = [];
  private readonly tools = new WorkflowTools((event) => void this.tell(event));
  /** Resolves when the calls that were begun so far are told. */
  private told: Promise<void> = Promise.resolve();

  constructor(private readonly options: WorkflowTurnOptions) {}

  /** @throws the reason of a stopped turn. */
  begin(asked: ModelRequest): WorkflowCall {
    this.options.signal.throwIfAborted();
    const isForATool = this.tools.answered(asked.input);
    const request = this.complete(asked);
    if (asked.outputType === 'text' && !isForATool) return this.shownCall(request);
    return this.workingCall(request, isForATool ? undefined : agentName());
  }

  /** Whether the person has seen anything that an agent said. */
  get hasShown(): boolean {
    return this.shown.some((text) => text.trim() !== '');
  }

  /** Whether the person has seen this text, or wrote it: guardrails of an export return the message that they let pass. */
  isKnown(text: string): boolean {
    return [this.options.text, ...this.shown].some((known) => known.trim() === text.trim());
  }

  /** Resolves when everything that was begun is told. */
  async end(): Promise<void> {
    await this.told;
    this.events.end();
  }

  /** The model begins at once; what it says waits for the calls before. */
  private shownCall(request: ModelRequest): WorkflowCall {
    const place = this.inLine();
    let isNext = false;
    void place.then(() => (isNext = true));
    const tell = (event: StreamEvent) => this.tell(new RunRawModelStreamEvent(event));
    const take = (event: StreamEvent) => {
      const told = isNext ? tell(event) : place.then(() => tell(event));
      if (event.type !== 'response_done') return told;
      this.shown.push(textOf(event.response.output));
      this.tools.called(event.response.output, request);
      return told;
    };
    return { request, take, end: () => void place.then((leave) => leave()) };
  }

  /** Its tokens are counted as any other's; of what it says only the tools are shown. */
  private workingCall(request: ModelRequest, agent: string | undefined): WorkflowCall {
    const endStep = agent === undefined ? () => {} : this.tools.step(agent);
    const take = (event: StreamEvent) => {
      if (event.type !== 'response_done') return;
      this.tools.called(event.response.output, request);
      void this.count(event.response);
    };
    return { request, take, end: endStep };
  }

  private async count(response: Extract<StreamEvent, { type: 'response_done' }>['response']): Promise<void> {
    const leave = await this.inLine();
    void this.tell(new RunRawModelStreamEvent({ type: 'response_started' }));
    void this.tell(
      new RunRawModelStreamEvent({ type: 'response_done', response: { ...response, output: [] } }),
    );
    leave();
  }

  /** Resolves when the calls before are told, with what lets the next one be. */
  private async inLine(): Promise<() => void> {
    const before = this.told;
    let leave = () => {};
    this.told = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }

  private tell(event: RunStreamEvent): void | Promise<void> {
    return this.events.push(event);
  }

  /** The call as it is made: stopped with the turn, and with what was said before the message it begins with. */
  private complete(asked: ModelRequest): ModelRequest {
    const { history, signal } = this.options;
    return {
      ...asked,
      input: this.isAboutTheMessage(asked) ? before(history, asked.input) : asked.input,
      signal: asked.signal ? AbortSignal.any([asked.signal, signal]) : signal,
    };
  }

  /** An export's history begins with the person's message, word for word. Input that was made otherwise stays alone. */
  private isAboutTheMessage({ input }: ModelRequest): boolean {
    const [first] = typeof input === 'string' ? [] : input;
    return (
      first !== undefined && 'role' in first && first.role === 'user' && wordsOf(first) === this.options.text
    );
  }
}

function before(history: readonly ModelInputItem[], input: ModelRequest['input']): ModelRequest['input'] {
  return typeof input === 'string' ? input : [...(history as readonly AgentInputItem[]), ...input];
}

/** What a call says in plain text. */
function textOf(output: Output): string {
  return output
    .flatMap((item) => ('role' in item && item.role === 'assistant' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');
}

/** The agent that a call is made for. The SDK's spans know it, also while nothing is traced. */
function agentName(): string | undefined {
  const { agent_name, name } = (getCurrentSpan()?.spanData ?? {}) as { agent_name?: string; name?: string };
  return agent_name ?? name;
}
