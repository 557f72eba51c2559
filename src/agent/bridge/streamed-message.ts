import { outputText, type Annotation, type AssistantContent } from '../../protocol/content.js';
import type { ItemUpdate, ThreadStreamEvent } from '../../protocol/events.js';
import type { AssistantMessageItem } from '../../protocol/items.js';
import { wellFormedJson } from '../../protocol/text.js';

/**
 * One assistant message on its way to the client. Whatever order a model's events come in, the client is told a
 * part before its text, each text once, and nothing after the end. Pieces are told as they come, also half a
 * character; what is whole is well-formed, as it is stored.
 */
export class StreamedMessage {
  private readonly content: AssistantContent[] = [];
  private readonly doneParts = new Set<number>();
  private hasEnded = false;

  /** @param item Ours: id and time stay to the end. */
  constructor(private readonly item: Omit<AssistantMessageItem, 'content'>) {}

  get isDone(): boolean {
    return this.hasEnded;
  }

  begin(content: readonly AssistantContent[] = []): ThreadStreamEvent[] {
    this.content.push(...content.map(copyOf));
    return [{ type: 'thread.item.added', item: { ...this.item, content: content.map(copyOf) } }];
  }

  beginPart(content_index: number, content = outputText('')): ThreadStreamEvent[] {
    if (this.hasEnded || this.content[content_index]) return [];
    this.content[content_index] = copyOf(content);
    return [
      this.update({ type: 'assistant_message.content_part.added', content_index, content: copyOf(content) }),
    ];
  }

  addText(content_index: number, delta: string): ThreadStreamEvent[] {
    if (this.hasEnded || this.doneParts.has(content_index)) return [];
    const opening = this.beginPart(content_index);
    this.content[content_index]!.text += delta;
    opening.push(this.update({ type: 'assistant_message.content_part.text_delta', content_index, delta }));
    return opening;
  }

  /** The annotation's index is counted here: those that are not shown leave no gap. */
  addAnnotation(content_index: number, annotation: Annotation): ThreadStreamEvent[] {
    if (this.hasEnded) return [];
    const opening = this.beginPart(content_index);
    const annotation_index = this.content[content_index]!.annotations.push(annotation) - 1;
    const type = 'assistant_message.content_part.annotation_added';
    return [...opening, this.update({ type, content_index, annotation_index, annotation })];
  }

  /** @param final The whole text and annotations; what was streamed of either, by default. */
  finishPart(content_index: number, final: Partial<AssistantContent> = {}): ThreadStreamEvent[] {
    if (this.hasEnded || this.doneParts.has(content_index)) return [];
    const opening = this.beginPart(content_index);
    this.doneParts.add(content_index);
    const part = this.content[content_index]!;
    Object.assign(part, final);
    const type = 'assistant_message.content_part.done';
    return [...opening, this.update({ type, content_index, content: wellFormedJson(copyOf(part)) })];
  }

  /** @param content The whole content; what was streamed, by default. */
  finish(content?: readonly AssistantContent[]): ThreadStreamEvent[] {
    if (this.hasEnded) return [];
    const closing = [...this.content.keys()].flatMap((index) =>
      this.content[index] ? this.finishPart(index, content?.[index]) : [],
    );
    this.hasEnded = true;
    // A part that never began leaves a hole.
    const whole = content ?? Array.from(this.content, (part) => part ?? outputText(''));
    return [
      ...closing,
      { type: 'thread.item.done', item: { ...this.item, content: wellFormedJson([...whole]) } },
    ];
  }

  private update(update: ItemUpdate): ThreadStreamEvent {
    return { type: 'thread.item.updated', item_id: this.item.id, update };
  }
}

/** An event must not share what goes on growing here. */
function copyOf(part: AssistantContent): AssistantContent {
  return { ...part, annotations: [...part.annotations] };
}
