import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from '@openai/agents';
import { AgentRuns } from '../../../src/agent/agent-runs.js';
import type { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { streamAgentResponse } from '../../../src/agent/bridge/stream-agent-response.js';
import { guardedModels } from '../../../src/agent/model-provider.js';
import { textOf } from '../../../src/testing/client/answers.js';
import { testConfig } from '../../support/config.js';
import { answers, begin, startFaultyProvider, type FaultyProvider } from '../../support/faulty-provider.js';
import { newAgentContext } from '../../support/scripted-run.js';

const text = 'x'.repeat(400);
const frames = answers.responses.whole(text).split(/(?<=\n\n)/);
const idleMs = 200;

describe('a model that is heard at its source, under guard', () => {
  let provider: FaultyProvider;
  beforeAll(async () => {
    provider = await startFaultyProvider();
  });
  afterAll(() => provider.close());

  async function answer() {
    const config = testConfig({
      OPENAI_BASE_URL: provider.baseUrl,
      MODEL: 'heard',
      MODEL_IDLE_SECONDS: String(idleMs / 1_000),
      MODEL_RETRIES: '0',
    });
    const { context } = await newAgentContext();
    const agent = new Agent<AgentContext>({ name: 'Heard' });
    const input = [{ role: 'user' as const, content: 'Hi' }];
    const run = await new AgentRuns(config, guardedModels(config)).start(agent, input, context);
    return streamAgentResponse(context, run);
  }

  it('[A4] is no silent one while it says little, for however long', async () => {
    provider.reply = async (response) => {
      begin(response);
      const paced = frames.slice(0, 20);
      for (const frame of paced) {
        response.write(frame);
        await pause(idleMs / 4);
      }
      response.end(frames.slice(20).join(''));
    };
    let said = '';
    for await (const event of await answer()) said += textOf([event]);
    expect(said).toBe(text);
  });

  it('[A4] is no silent one while its reader does not read', async () => {
    provider.reply = (response) => {
      begin(response);
      response.end(frames.join(''));
    };
    const events = await answer();
    let said = '';
    for await (const event of events) {
      if (!said) await pause(idleMs * 4);
      said += textOf([event]);
    }
    expect(said).toBe(text);
  });

  it('[A4] is a silent one soon after it fell silent', async () => {
    provider.reply = (response) => begin(response, frames.slice(0, 20).join(''));
    const events = await answer();
    let lastHeardAt = 0;
    const reading = (async () => {
      for await (const event of events) if (textOf([event])) lastHeardAt = performance.now();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'model_silent' });
    expect(performance.now() - lastHeardAt).toBeLessThan(idleMs * 10);
  });
});
