import fc from 'fast-check';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { text as words } from '../../model/random-text.js';
import { wellFormed } from '../../model/well-formed.js';
import { ways } from '../../support/given-answer.js';
import { showPlayed } from '../../support/played-run.js';
import { startScriptedProvider, type ScriptedProvider } from '../../support/scripted-provider.js';
import { messageItem, thought } from '../../support/shown-events.js';

// However a provider cuts an answer, into deltas anywhere between two UTF-16 units and into packets anywhere between
// two bytes, it is the same answer.

let provider: ScriptedProvider;
beforeAll(async () => void (provider = await startScriptedProvider()));
afterAll(() => provider.close());

const said = words.filter((text) => text !== '');
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

/** The pieces of a whole of this length between cuts, which are given as fractions of it; none of them is empty. */
function pieces<T>(length: number, at: readonly number[], slice: (from: number, to: number) => T): T[] {
  const places = at.map((fraction) => Math.round(fraction * length)).sort((a, b) => a - b);
  const bounds = [...new Set([0, ...places, length])];
  return bounds.slice(1).map((to, index) => slice(bounds[index]!, to));
}

const deltasOf = (events: readonly ThreadStreamEvent[]) =>
  events
    .flatMap((event) => ('update' in event && 'delta' in event.update ? [event.update.delta] : []))
    .join('');

describe.each(Object.entries(ways))('an answer by %s', (_way, play) => {
  it('is the same, however it is cut [A6]', async () => {
    await fc.assert(
      fc.asyncProperty(said, said, cuts, cuts, cuts, async (mind, answer, inMind, inAnswer, inBytes) => {
        const thinks = [pieces(mind.length, inMind, (from, to) => mind.slice(from, to))];
        const text = pieces(answer.length, inAnswer, (from, to) => answer.slice(from, to));
        provider.toPackets = (bytes) => pieces(bytes.length, inBytes, (from, to) => bytes.subarray(from, to));
        const { shows, leaves, fails } = await showPlayed(
          { gives: play([[{ thinks }, { says: [{ text }] }]]) },
          provider,
        );
        expect(fails).toBeUndefined();
        expect(deltasOf(shows)).toBe(answer);
        expect(leaves).toMatchObject([
          { workflow: { tasks: [thought(wellFormed(mind))] } },
          messageItem('msg#1', wellFormed(answer)),
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
