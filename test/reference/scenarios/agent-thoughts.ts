import { messageOf, responsesAnswer } from '../../support/scripted-provider.js';
import { any, input, items, request, type Scenario } from '../scenario.js';

type ModelEvent = Record<string, unknown>;

const ask = request('threads.create', { input: input('Hi') });
const says = (words: string) => ({ ...messageOf(words), id: 'msg_model1' });

/** The events of a call, with others in the place of those that the item's own end would have. */
function answer(...made: { item: ModelEvent; between?: ModelEvent[] }[]): ModelEvent[] {
  const events = responsesAnswer(made.map(({ item }) => item)).flatMap((event) => {
    const index = event.output_index as number | undefined;
    const isEnd = event.type === 'response.output_item.done';
    const between = (isEnd && made[index!]?.between) || [];
    return [...between.map((each) => ({ ...each, output_index: index })), event];
  });
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

const thinks = (...thoughts: string[][]) => ({
  item: {
    type: 'reasoning',
    id: 'rs_1',
    summary: thoughts.map((words) => ({ type: 'summary_text', text: words.join('') })),
  },
  between: thoughts.flatMap((words, summary_index) => {
    const at = { item_id: 'rs_1', summary_index };
    return [
      ...words.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
      { type: 'response.reasoning_summary_text.done', ...at, text: words.join('') },
    ];
  }),
});

const draws = (...partials: string[]) => ({
  item: { type: 'image_generation_call', id: 'ig_1', result: 'AAAA', status: 'completed' },
  between: partials.map((partial_image_b64, partial_image_index) => ({
    type: 'response.image_generation_call.partial_image',
    item_id: 'ig_1',
    partial_image_b64,
    partial_image_index,
  })),
});

/** What a model thinks and draws before it speaks. */
export const agentThoughtScenarios: Scenario[] = [
  {
    name: 'one thought, and then words',
    cites: '[E172 E173 E175]',
    exchanges: [ask, items],
    agent: { model: [answer(thinks(['Com', 'pare']), { item: says('Both.') })] },
  },
  {
    name: 'two thoughts',
    cites: '[E174 Q49]',
    exchanges: [ask, items],
    agent: { model: [answer(thinks(['Com', 'pare'], ['And ', 'choose']), { item: says('This.') })] },
    differs: {
      0: {
        why: 'Q49: every thought is streamed',
        ours: {
          events: [
            ...any(7),
            { update: { type: 'workflow.task.added', task_index: 1, task: { content: 'And ' } } },
            { update: { type: 'workflow.task.updated', task_index: 1, task: { content: 'And choose' } } },
            { update: { type: 'workflow.task.updated', task_index: 1, task: { content: 'And choose' } } },
            ...any(10),
          ],
        },
      },
    },
  },
  {
    name: 'reasoning of which nothing is told',
    exchanges: [ask, items],
    agent: { model: [answer(thinks(), { item: says('This.') })] },
  },
  {
    name: 'an image',
    cites: '[E167 E168]',
    exchanges: [ask, items],
    agent: { model: [answer(draws(), { item: says('There.') })] },
  },
  {
    name: 'an image that comes in parts, counted',
    cites: '[E170 E171]',
    exchanges: [ask, items],
    agent: { partialImages: 3, model: [answer(draws('AA==', 'AAA='), { item: says('There.') })] },
  },
  {
    name: 'an image that comes in parts, not counted',
    exchanges: [ask, items],
    agent: { model: [answer(draws('AA==', 'AAA='), { item: says('There.') })] },
  },
];
