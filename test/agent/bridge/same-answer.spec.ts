import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { ways, type GivenCalls } from '../../support/given-answer.js';
import { showPlayed, type PlayedRun, type Shown } from '../../support/played-run.js';
import { startScriptedProvider, type ScriptedProvider } from '../../support/scripted-provider.js';

// The same answer gives the same stream, whether it comes over the Responses API, over Chat Completions, or from a
// model of the AI SDK through the SDK's adapter; but for what a way cannot know, which is listed with its reason.

let provider: ScriptedProvider;
beforeAll(async () => void (provider = await startScriptedProvider()));
afterAll(() => provider.close());

/** What a way cannot know of an answer. */
interface Unknown {
  why: string;
  /** The answer that it takes it for. */
  takenFor?: GivenCalls;
  /** Updates that it does not tell of. */
  untold?: string;
}

interface Case extends Omit<PlayedRun, 'gives'> {
  given: GivenCalls;
  unknown?: { chat?: Unknown; aiSdk?: Unknown };
}

const says = (...text: string[]) => ({ says: [{ text }] });
const source = { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 };

const oneText = 'a choice has one text';
const together = 'the adapter makes one message of texts that nothing parts';

const cases: Record<string, Case> = {
  'a text': { given: [[says('Hel', 'lo')]] },
  'a refusal': { given: [[{ says: [{ refusal: ['I ', 'cannot.'] }] }]] },
  'two parts': {
    given: [[{ says: [{ text: ['One'] }, { text: ['Two'] }] }]],
    unknown: {
      chat: { why: oneText, takenFor: [[says('One', 'Two')]] },
      aiSdk: { why: together, takenFor: [[says('One', 'Two')]] },
    },
  },
  'two messages': {
    given: [[says('One'), says('Two')]],
    unknown: {
      chat: { why: oneText, takenFor: [[says('One', 'Two')]] },
      aiSdk: { why: together, takenFor: [[says('One', 'Two')]] },
    },
  },
  'a source': {
    given: [[{ says: [{ text: ['Hi'], sources: [source] }] }]],
    unknown: {
      chat: {
        why: 'the SDK gives sources with the whole message; they come with the end of the part',
        untold: 'assistant_message.content_part.annotation_added',
      },
      aiSdk: {
        why: 'the adapter leaves sources out, which have no place in the text',
        takenFor: [[says('Hi')]],
      },
    },
  },
  'a thought, and then a text': { given: [[{ thinks: [['Let ', 'me']] }, says('Hi')]] },
  'thoughts, and then a text': {
    given: [[{ thinks: [['One'], ['Two']] }, says('Hi')]],
    unknown: {
      chat: {
        why: 'nothing in a chunk parts thoughts',
        takenFor: [[{ thinks: [['One', 'Two']] }, says('Hi')]],
      },
    },
  },
  'a text, a tool, and a text': {
    tools: [
      { name: 'look', does: [{ addTask: { type: 'custom', title: 'Look', status_indicator: 'loading' } }] },
    ],
    given: [[says('Wait.'), { calls: 'look' }], [says('Found.')]],
  },
  'a thought, a tool, a thought, and a text': {
    tools: [{ name: 'look' }],
    given: [
      [{ thinks: [['One']] }, { calls: 'look' }],
      [{ thinks: [['Two']] }, says('Found.')],
    ],
  },
  'a text and two tools, one of which shows an item': {
    tools: [{ name: 'look' }, { name: 'show', does: [{ widget: { type: 'Card', children: [] } }] }],
    given: [[says('Wait.'), { calls: 'look' }, { calls: 'show' }], [says('Found.')]],
  },
  'a text, and then another agent’s': {
    handsOverTo: 'other',
    given: [[says('I ask.'), { calls: 'transfer_to_other' }], [says('Hello.')]],
  },
  'a tool of the page’s': {
    tools: [{ name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] }],
    stopAt: ['pick'],
    given: [[says('Which?'), { calls: 'pick' }]],
  },
  'an answer that a guardrail takes back': { tripwire: 'output', given: [[says('Oops')]] },
};

const show = (way: keyof typeof ways, { given, ...agent }: Case) =>
  showPlayed({ ...agent, gives: ways[way](given) }, provider);

const without = ({ shows, ...shown }: Shown, untold = ''): Shown => ({
  ...shown,
  shows: shows.filter((event: ThreadStreamEvent) => !('update' in event) || event.update.type !== untold),
});

describe.each(Object.entries(cases))('%s', (_title, played) => {
  it.each(['chat', 'aiSdk'] as const)('comes by %s as it does over the Responses API', async (way) => {
    const unknown = played.unknown?.[way];
    const known = await show('responses', { ...played, given: unknown?.takenFor ?? played.given });
    const shown = await show(way, played);
    expect(shown).toEqual(without(known, unknown?.untold));
    expect(shown.shows).not.toEqual([]);
    // What is listed and is no difference would be a false reason.
    if (unknown) expect(shown).not.toEqual(await show('responses', played));
  });
});
