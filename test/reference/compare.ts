import type { Outcome } from './run-scenario.js';
import type { Place, Scenario } from './scenario.js';

/**
 * Expects our outcome to be the reference's, and to be what we mean it to be where the scenario says that it
 * differs. A difference that is listed and is none fails, too: its reason would be a false one.
 */
export function compare({ differs = {} }: Scenario, ours: Outcome, reference: Outcome): void {
  const theirs = places(reference);
  const same: Record<string, unknown> = {};
  for (const [place, value] of Object.entries(places(ours))) {
    const difference = differs[place as Place];
    if (!difference) same[place] = value;
    else {
      expect({ [place]: value }).toMatchObject({ [place]: difference.ours });
      expect({ [place]: value }).not.toEqual({ [place]: theirs[place] });
      delete theirs[place];
    }
  }
  expect(same).toEqual(theirs);
}

function places({ answers, ...traces }: Outcome): Record<string, unknown> {
  return { ...Object.fromEntries(answers.map((answer, index) => [String(index), answer])), ...traces };
}
