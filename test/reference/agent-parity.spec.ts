import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { agentHook } from './agent-hook.js';
import { compare } from './compare.js';
import { startOurSide, type OurSide } from './our-side.js';
import { readRecorded } from './recorded.js';
import { runScenario } from './run-scenario.js';
import { agentScenarios } from './scenarios.js';
import { titled } from './titles.js';

const { outcomes, versions } = readRecorded();

describe(`what openai-chatkit ${versions['openai-chatkit']} shows of an agent's run, and what we do`, () => {
  let provider: ScriptedProvider;
  let ours: OurSide;
  beforeAll(async () => {
    provider = await startScriptedProvider();
    ours = await startOurSide({ agent: agentHook(provider.baseURL) });
  });
  afterAll(async () => {
    await ours.close();
    provider.close();
  });

  it.each(titled(agentScenarios))('%s', async (_title, scenario) => {
    compare(scenario, await runScenario(ours, scenario, provider), outcomes[scenario.name]!);
  });
});
