import { defaultLimits } from '../../src/protocol/limits.js';
import { newId } from '../../src/protocol/ids.js';
import { isIconName } from '../../src/protocol/icons.js';
import { pageSize, toPage } from '../../src/protocol/page.js';
import {
  toErrorEvent,
  ChatKitError,
  CustomStreamError,
  NotFoundError,
  StreamError,
} from '../../src/protocol/errors.js';
import { toThreadView, type ThreadMetadata } from '../../src/protocol/thread.js';
import type { ThreadItem } from '../../src/protocol/items.js';

const thread: ThreadMetadata = {
  id: 'thr_1',
  created_at: '2026-01-02T03:04:05.678Z',
  status: { type: 'active' },
  metadata: { secret: 'for the operator' },
};

describe('what a client sees of a thread', () => {
  it('never holds stored metadata, nor keys that are not set', () => {
    expect(JSON.parse(JSON.stringify(toThreadView(thread)))).toEqual({
      id: 'thr_1',
      created_at: '2026-01-02T03:04:05.678Z',
      status: { type: 'active' },
      metadata: {},
      items: { data: [], has_more: false },
    });
  });

  it('keeps an empty title and an empty list of image domains', () => {
    const view = toThreadView({ ...thread, title: '', allowed_image_domains: [] });
    expect(view).toMatchObject({ title: '', allowed_image_domains: [] });
  });

  it('leaves hidden items out, and the metadata of attachments', () => {
    const base = { thread_id: 'thr_1', created_at: thread.created_at };
    const items: ThreadItem[] = [
      { type: 'hidden_context_item', id: 'a', ...base, content: { a: 1 } },
      { type: 'sdk_hidden_context', id: 'b', ...base, content: 'x' },
      {
        type: 'user_message',
        id: 'c',
        ...base,
        content: [],
        inference_options: {},
        attachments: [
          { type: 'file', id: 'atc_1', name: 'a', mime_type: 'text/plain', metadata: { path: '/x' } },
        ],
      },
    ];
    const view = toThreadView(thread, { data: items, has_more: false });
    expect(view.items.data.map(({ id }) => id)).toEqual(['c']);
    expect(JSON.stringify(view)).not.toContain('path');
  });
});

describe('ids', () => {
  it('carry their prefix and 32 hex digits, and sort by the time they were made', () => {
    const ids = Array.from({ length: 1000 }, () => newId('thread'));
    expect(new Set(ids).size).toBe(1000);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^thr_[0-9a-f]{32}$/);
    expect(
      (['message', 'tool_call', 'task', 'workflow'] as const).map((kind) => newId(kind).split('_')[0]),
    ).toEqual(['msg', 'tc', 'tsk', 'wf']);
  });
});

describe('icons', () => {
  it('are the built-in names or carry a known prefix', () => {
    expect(['bolt', 'vendor:acme', 'lucide:cat'].every(isIconName)).toBe(true);
    expect(['upload', 'Bolt', '', 'toString'].some(isIconName)).toBe(false);
  });
});

describe('pages', () => {
  it.each([
    [undefined, 20],
    [null, 20],
    [0, 20],
    [-3, 20],
    [1, 1],
    [9999, 100],
  ])('of limit %p hold %p rows', (limit, rows) => {
    expect(pageSize(limit, defaultLimits)).toBe(rows);
  });

  it('have a cursor only when more follows', () => {
    const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(toPage(rows, 2)).toEqual({ data: rows.slice(0, 2), has_more: true, after: 'b' });
    expect(toPage(rows, 3)).toEqual({ data: rows, has_more: false });
  });
});

describe('an error inside a stream', () => {
  it.each([
    [new Error('secret detail'), { code: 'stream.error', allow_retry: true }],
    [new StreamError(), { code: 'stream.error', allow_retry: true }],
    [new StreamError('stream.error', false), { code: 'stream.error', allow_retry: false }],
    [
      new CustomStreamError('Limit reached'),
      { code: 'custom', message: 'Limit reached', allow_retry: false },
    ],
    [new CustomStreamError('Again', true), { code: 'custom', message: 'Again', allow_retry: true }],
    [
      new NotFoundError('thread'),
      { code: 'custom', message: 'There is no such thread.', allow_retry: false },
    ],
    [new ChatKitError('turn_busy', 'Busy'), { code: 'custom', message: 'Busy', allow_retry: true }],
  ])('for %p says no more than it should', (error, expected) => {
    expect(toErrorEvent(error)).toEqual({ type: 'error', ...expected });
  });
});
