import { toFrame, type ThreadStreamEvent } from '../protocol/events.js';

/** What a {@link TurnLog} keeps at the most. */
export interface TurnLogBounds {
  events: number;
  characters: number;
}

/** Enough for a viewer who was away for some seconds. Whoever was away for longer is given a snapshot. */
const defaultBounds: TurnLogBounds = { events: 1_000, characters: 256 * 1024 };

/** Dropped events that may stand in the arrays before they are cut. */
const cutAfter = 256;

/** Which text deltas belong to: one object for all that follow each other. */
interface GrowingText {
  itemId: string;
  contentIndex: number;
}

/**
 * The last events of one running turn, each with its position: the first event of the turn has position 1.
 *
 * Nearly all events are text deltas. Of those the text alone is kept, which the turn's copy of the item holds anyway,
 * and the frame is written out again for the few who ask: frames are several times as long, and each survives a garbage
 * collection or two.
 */
export class TurnLog {
  /** Position of the last event, 0 before the first. */
  position = 0;
  /** A delta's text, or the frame of any other event. */
  private readonly texts: string[] = [];
  /** What the text at the same place belongs to; undefined for a frame. */
  private readonly growing: (GrowingText | undefined)[] = [];
  private lastGrowing?: GrowingText;
  /** Events at the arrays' start that are dropped already. */
  private dropped = 0;
  private characters = 0;

  constructor(private readonly bounds: TurnLogBounds = defaultBounds) {}

  /** @param frame The event's. */
  push(event: ThreadStreamEvent, frame: string): void {
    if (event.type === 'thread.item.updated') {
      const { item_id, update } = event;
      if (update.type === 'assistant_message.content_part.text_delta') {
        return this.keep(update.delta, this.growingText(item_id, update.content_index));
      }
    }
    this.keep(frame);
  }

  /** The frames behind a position, oldest first. Undefined when one of them is not kept any more, or not there yet. */
  since(position: number): string[] | undefined {
    const missed = this.position - position;
    if (missed < 0 || missed > this.kept) return undefined;
    const first = this.texts.length - missed;
    return this.texts.slice(first).map((text, place) => frameOf(text, this.growing[first + place]));
  }

  private get kept(): number {
    return this.texts.length - this.dropped;
  }

  private keep(text: string, growing?: GrowingText): void {
    this.position++;
    this.texts.push(text);
    this.growing.push(growing);
    this.characters += text.length;
    while (this.kept > this.bounds.events || this.characters > this.bounds.characters) this.dropOldest();
  }

  private growingText(itemId: string, contentIndex: number): GrowingText {
    const last = this.lastGrowing;
    if (last?.itemId === itemId && last.contentIndex === contentIndex) return last;
    return (this.lastGrowing = { itemId, contentIndex });
  }

  private dropOldest(): void {
    this.characters -= this.texts[this.dropped]!.length;
    // Let go of the text at once, and of its place later: moving the whole array for each event would cost.
    this.texts[this.dropped++] = '';
    if (this.dropped < cutAfter) return;
    this.texts.splice(0, this.dropped);
    this.growing.splice(0, this.dropped);
    this.dropped = 0;
  }
}

function frameOf(text: string, growing: GrowingText | undefined): string {
  if (!growing) return text;
  return toFrame({
    type: 'thread.item.updated',
    item_id: growing.itemId,
    update: {
      type: 'assistant_message.content_part.text_delta',
      content_index: growing.contentIndex,
      delta: text,
    },
  });
}
