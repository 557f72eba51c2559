import {
  act,
  card,
  create,
  done,
  fail,
  items,
  message,
  replaced,
  request,
  text,
  update,
  widget,
  type Json,
  type JsonObject,
  type Scenario,
} from '../scenario.js';

const shown = widget('msg_w', card(text('Ready', { id: 't' })), { copy_text: 'Ready' });
const root = (value: string) => ({ type: 'widget.root.updated', widget: card(text(value)) });
const pick = { type: 'seat.pick', payload: { row: 12, deep: { none: null, list: [true] } } };
/** The reference's typed actions carry them; an action that has them is the same on both sides. */
const actionDefaults = { handler: 'server', loadingBehavior: 'auto', streaming: true };
const sync = (params: JsonObject, returns: Json = {}) => ({
  ...request('threads.sync_custom_action', { thread_id: '$thread', ...params }),
  returns,
});

/** What a person does with a widget, or a page in their name. */
export const actionScenarios: Scenario[] = [
  {
    name: 'an action on a widget that changes it in view',
    cites: '[E23 E56 E57 E58 E62]',
    exchanges: [
      create(done(shown)),
      act({ item_id: 'msg_w', action: pick }, update('msg_w', root('Done'))),
      items,
    ],
  },
  {
    name: 'an action on a widget that changes it for good',
    cites: '[E95]',
    exchanges: [
      create(done(shown)),
      act({ item_id: 'msg_w', action: pick }, replaced(widget('msg_w', card(text('Done'))))),
      items,
    ],
  },
  {
    name: 'an action without a widget',
    cites: '[E221]',
    exchanges: [
      create(),
      act({ action: { type: 'hello' } }, done(message('msg_1', 'x'))),
      act({ action: { type: 'hello', payload: null }, item_id: null }),
      act({ action: { type: 'hello', payload: [1], handler: 'server' }, item_id: '' }),
    ],
  },
  {
    name: 'an action that fails',
    exchanges: [create(done(shown)), act({ item_id: 'msg_w', action: pick }, fail()), items],
  },
  {
    name: 'an action that changes the thread',
    exchanges: [create(done(shown)), act({ item_id: 'msg_w', action: pick }, { set: { title: 'T' } })],
  },
  {
    name: 'an action on what is no widget',
    cites: '[E220]',
    exchanges: [create(done(message('msg_1', 'x'))), act({ item_id: 'msg_1', action: pick }), items],
  },
  {
    name: 'an action on something unknown',
    exchanges: [create(), act({ item_id: 'msg_never', action: pick })],
    differs: { 1: { why: 'Q5: looked up before the stream begins', ours: { status: 404 } } },
  },
  {
    name: 'an action without a type',
    cites: '[Q17]',
    exchanges: [create(), act({ action: { payload: 1 } })],
    differs: {
      1: { why: 'Q17: it cannot be meant', ours: { status: 400, body: { code: 'bad_request' } } },
    },
  },
  {
    name: 'an action that no hook answers',
    bare: true,
    exchanges: [create(done(shown)), act({ item_id: 'msg_w', action: pick })],
    differs: {
      1: {
        why: '1.4: what the server has not is said in words, and trying again is no use',
        ours: {
          status: 200,
          events: [{ type: 'stream_options' }, { type: 'error', code: 'custom', allow_retry: false }],
        },
      },
    },
  },
  {
    name: 'an action that is answered in one piece',
    cites: '[E59 E60 E61]',
    exchanges: [
      create(done(shown)),
      sync({ item_id: 'msg_w', action: pick }, { updated_item: widget('msg_w', card(text('New'))) }),
      items,
    ],
  },
  {
    name: 'an action in one piece that changes nothing',
    cites: '[E222]',
    exchanges: [
      create(done(shown)),
      sync({ item_id: 'msg_w', action: pick }),
      sync({ action: { type: 'a' } }),
    ],
  },
  {
    name: 'an action in one piece that would show what is hidden',
    cites: '[Q10]',
    exchanges: [
      create(done(shown)),
      sync(
        { item_id: 'msg_w', action: pick },
        {
          updated_item: {
            id: 'msg_h',
            thread_id: '$thread',
            created_at: '2026-01-02T03:04:05Z',
            type: 'hidden_context_item',
            content: 'secret',
          },
        },
      ),
    ],
    differs: { 1: { why: 'Q10: hidden items leave by no path', ours: { status: 200, body: {} } } },
  },
  {
    name: 'an action in one piece on what is no widget',
    cites: '[E223]',
    exchanges: [
      create(done(message('msg_1', 'x'))),
      sync({ item_id: 'msg_1', action: pick }),
      sync({ item_id: 'msg_never', action: pick }),
    ],
    differs: {
      1: { why: '1.4: a request that no client sends', ours: { status: 400, body: { code: 'bad_request' } } },
      2: { why: '1.4: what is unknown is 404', ours: { status: 404, body: { code: 'not_found' } } },
    },
  },
  {
    name: 'an action in one piece that no hook answers',
    bare: true,
    exchanges: [create(done(shown)), sync({ item_id: 'msg_w', action: pick })],
    differs: { 1: { why: '1.4: not offered', ours: { status: 501, body: { code: 'not_available' } } } },
  },
  {
    name: 'payloads in a widget, with nulls in them',
    cites: '[E232]',
    exchanges: [
      create(
        done(
          widget(
            'msg_w',
            card({
              type: 'Button',
              label: 'Go',
              onClickAction: {
                type: 'go',
                payload: { id: 1, none: null, deep: { none: null, list: [1, null] } },
                ...actionDefaults,
              },
            }),
          ),
        ),
      ),
      items,
    ],
  },
];
