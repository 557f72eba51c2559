import { compare } from './compare.js';
import { startOurSide, type OurSide } from './our-side.js';
import { readRecorded } from './recorded.js';
import { runScenario } from './run-scenario.js';
import { agentScenarios, hookScenarios } from './scenarios.js';
import { titled } from './titles.js';

const { outcomes, versions } = readRecorded();

it('was recorded for every scenario, and for no other', () => {
  const names = [...hookScenarios, ...agentScenarios].map(({ name }) => name);
  expect(Object.keys(outcomes)).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});

describe.each([
  ['with every hook', false],
  ['with the default hooks', true],
])(`what openai-chatkit ${versions['openai-chatkit']} does, and what we do, %s`, (_, bare) => {
  let ours: OurSide;
  beforeAll(async () => {
    ours = await startOurSide({ bare });
  });
  afterAll(() => ours.close());

  it.each(titled(hookScenarios.filter((scenario) => (scenario.bare ?? false) === bare)))(
    '%s',
    async (_title, scenario) => {
      compare(scenario, await runScenario(ours, scenario), outcomes[scenario.name]!);
    },
  );
});
