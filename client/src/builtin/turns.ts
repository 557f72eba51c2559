import type { ThreadItem } from '../../../src/protocol/items.js';
import { textOfItem } from './item-text.js';

/** An answer: everything between a message of the person and the next one. */
export interface AnswerTurn {
  /** The message that it answers. Absent when nobody asked. */
  askedId?: string;
  itemIds: readonly string[];
  /** What the assistant wrote in it. */
  text: string;
  /** No message of the person follows. */
  last: boolean;
}

/** The finished answers of a conversation, by the id of the item that each ends with. */
export function answerTurns(items: readonly ThreadItem[], answering: boolean): Map<string, AnswerTurn> {
  const turns = new Map<string, AnswerTurn>();
  let start = 0;
  for (let end = 1; end <= items.length; end++) {
    const last = end === items.length;
    if (!last && items[end]!.type !== 'user_message') continue;
    const [asked, ...rest] = items.slice(start, end);
    const answer = asked!.type === 'user_message' ? rest : [asked!, ...rest];
    if (!(last && answering) && answer.some(isShown) && !answer.some(isPending)) {
      turns.set(answer.at(-1)!.id, {
        ...(asked!.type === 'user_message' && { askedId: asked.id }),
        itemIds: answer.filter(({ type }) => type !== 'end_of_turn').map(({ id }) => id),
        text: answer.map(textOfItem).filter(Boolean).join('\n\n'),
        last,
      });
    }
    start = end;
  }
  return turns;
}

/** The question that waits for its answers, if one does. */
export function pendingQuestion(items: readonly ThreadItem[]): ThreadItem | undefined {
  return items.findLast((item) => item.type === 'structured_input' && item.status === 'pending');
}

function isShown(item: ThreadItem): boolean {
  return item.type === 'widget' || item.type === 'generated_image' || textOfItem(item) !== '';
}

function isPending(item: ThreadItem): boolean {
  return item.type === 'structured_input' && item.status === 'pending';
}
