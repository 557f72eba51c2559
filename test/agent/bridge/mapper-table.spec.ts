import { showPlayed, type Road } from '../../support/played-run.js';
import { startScriptedProvider, type ScriptedProvider } from '../../support/scripted-provider.js';
import { annotationRows } from './rows/annotation-rows.js';
import { errorRows, runEndRows } from './rows/end-rows.js';
import { fallbackRows } from './rows/fallback-rows.js';
import { responsesRows } from './rows/responses-rows.js';
import { thoughtRows } from './rows/thought-rows.js';

// Every row of the protocol document's tables about a run, as the published SDK gives its events: its runner and its
// models over HTTP, and a provider that is played. Whole event lists, and what is left when they are folded; with the
// SDK's own events, and with those that a tap takes at their source.

let provider: ScriptedProvider;
beforeAll(async () => void (provider = await startScriptedProvider()));
afterAll(() => provider.close());

describe.each([
  ['6.5, the Responses API', responsesRows],
  ['6.6, annotations', annotationRows],
  ['6.7, thoughts', thoughtRows],
  ['6.8, the end of a run', runEndRows],
  ['6.12, every other model', fallbackRows],
  ['6.13, ends and errors', errorRows],
])('%s', (_section, rows) => {
  describe.each<Road>(['the SDK’s loop', 'a tap'])('through %s', (road) => {
    it.each(rows.map((row) => [row.rule, row] as const))('%s', async (_rule, row) => {
      const { rule: _title, shows, leaves, fails } = row;
      expect(await showPlayed(row, provider, road)).toEqual({ shows, leaves, ...(fails && { fails }) });
    });
  });
});
