import type { AgentOutputItem } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { CallMessages } from './call-messages.js';
import { nothing } from './mapped.js';
import { reasoningDelta } from './reasoning-delta.js';
import type { Thoughts } from './thoughts.js';

/**
 * From the Agents SDK's normalised model events, which every kind of model gives, to ours (protocol document
 * 6.12): text as it comes, messages when the call is done, and thoughts where raw events hold some.
 */
export class FallbackEvents {
  private calls = 0;
  /** The model's id for the open message, when it gave one with the text. */
  private modelId: string | undefined;
  /** The thought that streams, so far. */
  private thought = '';
  private hasThought = false;

  constructor(
    private readonly messages: CallMessages,
    private readonly thoughts: Thoughts,
  ) {}

  startCall(): void {
    this.calls++;
    this.modelId = undefined;
    this.thought = '';
    this.hasThought = false;
  }

  addText(delta: string, modelId: string | undefined): readonly ThreadStreamEvent[] {
    const { open } = this.messages;
    const isAnother = modelId !== undefined && modelId !== this.modelId;
    if (open && !isAnother) return open.addText(0, delta);
    if (!delta) return nothing;
    this.modelId = modelId;
    return [
      ...this.closeThought(),
      ...(open?.finish() ?? nothing),
      ...this.messages.begin(undefined),
      ...this.messages.open!.addText(0, delta),
    ];
  }

  mapRaw(raw: unknown): readonly ThreadStreamEvent[] {
    const delta = reasoningDelta(raw);
    if (delta === undefined) return nothing;
    const opening = this.thought ? nothing : this.thoughts.open();
    this.hasThought = true;
    this.thought += delta;
    return [...opening, ...this.thoughts.add(this.thoughtKey, delta)];
  }

  /** What is left to tell of the thoughts of a call that is done. Those that were not streamed come as one. */
  finishCall(output: readonly AgentOutputItem[]): readonly ThreadStreamEvent[] {
    const text = this.hasThought ? '' : output.map(reasoningText).filter(Boolean).join('\n\n');
    if (!text) return this.closeThought();
    return [...this.thoughts.open(), ...this.thoughts.finish(this.thoughtKey, text)];
  }

  private closeThought(): readonly ThreadStreamEvent[] {
    const { thought } = this;
    this.thought = '';
    return thought ? this.thoughts.finish(this.thoughtKey, thought) : nothing;
  }

  private get thoughtKey(): string {
    return `call ${this.calls}`;
  }
}

function reasoningText(item: AgentOutputItem): string {
  if (item.type !== 'reasoning') return '';
  const texts = item.content.length ? item.content : (item.rawContent ?? []);
  return texts.map(({ text }) => text).join('\n\n');
}
