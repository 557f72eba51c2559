import type { AgentOutputItem } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { CallMessages } from './call-messages.js';
import { nothing } from './mapped.js';
import { rawPiece, type RawPiece } from './raw-piece.js';
import type { Thoughts } from './thoughts.js';

type PartKind = 'text' | 'refusal';

/**
 * From the Agents SDK's normalised model events, which every kind of model gives, to ours (protocol document
 * 6.12): text as it comes, messages when the call is done, and what raw events hold of thoughts and refusals.
 */
export class FallbackEvents {
  private calls = 0;
  /** The model's id for the open message, when it gave one with the text. */
  private modelId: string | undefined;
  /** The open message's parts, in their order. */
  private parts: PartKind[] = [];
  /** Whether what the model says next is another message, under whatever id. */
  private isMessageOver = false;
  /** The thought that streams, so far. */
  private thought = '';
  private thoughtId: string | undefined;
  private hasThought = false;

  constructor(
    private readonly messages: CallMessages,
    private readonly thoughts: Thoughts,
  ) {}

  startCall(): void {
    this.calls++;
    this.modelId = undefined;
    this.isMessageOver = false;
    this.thought = '';
    this.hasThought = false;
  }

  addText(delta: string, modelId: string | undefined): readonly ThreadStreamEvent[] {
    return this.add('text', delta, modelId);
  }

  mapRaw(raw: unknown): readonly ThreadStreamEvent[] {
    const piece = rawPiece(raw);
    switch (piece?.kind) {
      case 'thought':
        return this.addThought(piece);
      case 'refusal':
        return this.add('refusal', piece.text, undefined);
      case 'call':
        this.isMessageOver ||= piece.endsMessage;
        return this.closeThought();
      default:
        return nothing;
    }
  }

  /** What is left to tell of the thoughts of a call that is done. Those that were not streamed come as one. */
  finishCall(output: readonly AgentOutputItem[]): readonly ThreadStreamEvent[] {
    const text = this.hasThought ? '' : output.map(reasoningText).filter(Boolean).join('\n\n');
    if (!text) return this.closeThought();
    return [...this.thoughts.open(), ...this.thoughts.finish(this.thoughtKey, text)];
  }

  private add(kind: PartKind, delta: string, modelId: string | undefined): readonly ThreadStreamEvent[] {
    const { open } = this.messages;
    if (open && !this.isAnother(modelId)) {
      const grown = open.addText(this.partOf(kind), delta);
      return this.thought ? [...this.closeThought(), ...grown] : grown;
    }
    if (!delta) return nothing;
    this.modelId = modelId;
    this.parts = [kind];
    this.isMessageOver = false;
    return [
      ...this.closeThought(),
      ...(open?.finish() ?? nothing),
      ...this.messages.begin(undefined),
      ...this.messages.open!.addText(0, delta),
    ];
  }

  /** Whether text under this id is of another message than the open one. An id may come later than the text. */
  private isAnother(modelId: string | undefined): boolean {
    if (this.isMessageOver) return true;
    if (modelId === undefined) return false;
    this.modelId ??= modelId;
    return modelId !== this.modelId;
  }

  private partOf(kind: PartKind): number {
    const index = this.parts.indexOf(kind);
    return index >= 0 ? index : this.parts.push(kind) - 1;
  }

  private addThought({ id, text }: Extract<RawPiece, { kind: 'thought' }>): readonly ThreadStreamEvent[] {
    // The AI SDK's adapter parts messages where a thought comes between; a chunk's text is one message throughout.
    if (id !== undefined) this.isMessageOver = true;
    const closing = id === this.thoughtId ? nothing : this.closeThought();
    const opening = this.thought ? nothing : this.thoughts.open();
    this.thoughtId = id;
    this.hasThought = true;
    this.thought += text;
    return [...closing, ...opening, ...this.thoughts.add(this.thoughtKey, text)];
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
