import { compare } from './compare.js';
import { startOurSide, type OurSide } from './our-side.js';
import { readRecorded } from './recorded.js';
import { runScenario } from './run-scenario.js';
import { hookScenarios } from './scenarios.js';
import { titled } from './titles.js';

const { outcomes, versions } = readRecorded();

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
