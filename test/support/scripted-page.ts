import type { Page } from 'playwright-core';
import { outputText } from '../../src/protocol/content.js';
import { toFrame, type ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { ChatKitRequest } from '../../src/protocol/requests.js';

// Streams that the bundled assistant does not write, for a page in a real browser.

const created_at = '2026-01-02T03:04:05.678Z';
const thread = { id: 'thr_1', created_at, status: { type: 'active' as const }, metadata: {} };

/** What every item has. */
export const itemBase = { thread_id: 'thr_1', created_at };

/** A thread with the person's first message. */
export const opening: ThreadStreamEvent[] = [
  { type: 'thread.created', thread: { ...thread, items: { data: [], has_more: false } } },
  done({
    ...itemBase,
    id: 'msg_0',
    type: 'user_message',
    content: [{ type: 'input_text', text: 'Hello' }],
    attachments: [],
    inference_options: {},
  }),
];

export function done(item: ThreadItem): ThreadStreamEvent {
  return { type: 'thread.item.done', item };
}

export function says(text: string, id = 'msg_1'): ThreadStreamEvent {
  return done({ ...itemBase, id, type: 'assistant_message', content: [outputText(text)] });
}

type Script = Partial<Record<ChatKitRequest['type'], (ThreadStreamEvent | string)[] | object>>;

/**
 * Answers operations with the given events, or with the given JSON; all others go to the server. Gives the requests
 * that were answered, as they come.
 */
export async function script(page: Page, answers: Script): Promise<ChatKitRequest[]> {
  const asked: ChatKitRequest[] = [];
  await page.unroute('**/chatkit');
  await page.route('**/chatkit', async (route) => {
    const request = route.request().postDataJSON() as ChatKitRequest;
    const answer = answers[request.type];
    if (!answer) return route.continue();
    asked.push(request);
    if (!Array.isArray(answer)) return route.fulfill({ json: answer });
    const frames = answer as (ThreadStreamEvent | string)[];
    const body = frames.map((frame) => (typeof frame === 'string' ? frame : toFrame(frame))).join('');
    return route.fulfill({ contentType: 'text/event-stream', body });
  });
  return asked;
}
