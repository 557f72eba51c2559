import type { Scenario } from './scenario.js';

/** Scenarios with the titles of their tests, which end with what they prove. */
export const titled = (scenarios: readonly Scenario[]): (readonly [string, Scenario])[] =>
  scenarios.map((scenario) => [titleOf(scenario), scenario]);

export const titleOf = ({ name, cites }: Scenario): string => (cites ? `${name} ${cites}` : name);
