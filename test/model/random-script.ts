import fc from 'fast-check';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadSettings } from './script.js';
import { freeForm, shortText, text } from './random-text.js';
import { kinds, type Growth, type Kind } from './script-items.js';
import { secret } from './secret.js';

/**
 * One thing that a hook is to do, before it is known to which items. `n` picks among what there is: the open items
 * of the script, or all that the thread has by then.
 */
export type Act =
  | { act: 'begin'; kind: Kind; text: string }
  | { act: 'begin again'; n: number; text: string }
  | { act: 'grow'; n: number; growth: Growth; index: number; text: string }
  | { act: 'finish'; n: number; text: string; hides: boolean }
  | { act: 'whole'; kind: Kind; text: string }
  | { act: 'replace'; n: number; kind: Kind; text: string }
  | { act: 'repaint'; n: number; text: string }
  | { act: 'remove'; n: number }
  | { act: 'set'; set: ThreadSettings }
  | { act: 'tell'; event: ThreadStreamEvent }
  | { act: 'fail'; fail: 'plain' | 'coded' | 'custom'; message: string; mayRetry: boolean };

const n = fc.nat(5);
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Kind>('assistant_message') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Kind>('widget', 'structured_input', 'client_tool_call', 'workflow'),
  },
  { weight: 3, arbitrary: fc.constantFrom(...kinds) },
);

const settings = fc.oneof<fc.Arbitrary<ThreadSettings>[]>(
  shortText.map((title) => ({ title })),
  freeForm.map((more) => ({ metadata: { ...more, secret } })),
  fc.array(shortText, { maxLength: 2 }).map((allowed_image_domains) => ({ allowed_image_domains })),
  fc
    .constantFrom('locked' as const, 'closed' as const)
    .chain((type) => fc.constantFrom({ type }, { type, reason: 'Ask \uD83D support' }))
    .map((status) => ({ status })),
  fc.constant({ status: { type: 'active' as const } }),
);

const telling = fc.oneof<fc.Arbitrary<ThreadStreamEvent>[]>(
  text.map((words) => ({ type: 'progress_update', text: words, icon: 'search' })),
  freeForm.map((data) => ({ type: 'client_effect', name: 'open_panel', data })),
  text.map((message) => ({ type: 'notice', level: 'warning', message, title: 'Almost full' })),
  text.map((message) => ({ type: 'error', code: 'custom', message, allow_retry: false })),
);

const act = fc.oneof<fc.WeightedArbitrary<Act>[]>(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('begin'), kind, text }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('begin again'), n, text }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('grow'),
      n,
      growth: fc.constantFrom('more', 'part', 'done', 'note'),
      index: fc.nat(2),
      text,
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('finish'), n, text, hides: rarely() }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('whole'), kind, text }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('replace'), n, kind, text }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('repaint'), n, text }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('remove'), n }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('set'), set: settings }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('tell'), event: telling }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('fail'),
      fail: fc.constantFrom('plain', 'coded', 'custom'),
      message: text,
      mayRetry: fc.boolean(),
    }),
  },
);

function rarely() {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
}

export const script: fc.Arbitrary<Act[]> = fc.array(act, { maxLength: 8 });

/** What a run begins with: something to answer, to click and to wait for. */
export const firstScript: fc.Arbitrary<Act[]> = fc
  .tuple(
    fc.uniqueArray(
      fc.constantFrom<Kind>('structured_input', 'widget', 'client_tool_call', 'assistant_message'),
      {
        maxLength: 4,
      },
    ),
    script,
  )
  .map(([begins, rest]) => [...begins.map((kind): Act => ({ act: 'whole', kind, text: 'c' })), ...rest]);
