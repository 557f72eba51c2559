import { readFileSync } from 'node:fs';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { CustomStreamError, StreamError } from '../../src/protocol/errors.js';
import { startApp, type TestApp } from '../support/app.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { runScenario, type Answer } from './run-scenario.js';
import { scenarios, type Step } from './scenarios.js';

const { answers, versions } = JSON.parse(readFileSync('test/reference/recorded.json', 'utf8')) as {
  answers: Record<string, Answer[]>;
  versions: Record<string, string>;
};

/** Plays the script in the person's message, as `host.py` does. */
const play: Script = async function* (thread, input) {
  const text = input!.content.map((part) => part.text).join('');
  const steps = text.startsWith('[') ? (JSON.parse(text) as Step[]) : [];
  for (const step of steps) {
    if ('event' in step)
      yield JSON.parse(JSON.stringify(step.event).replaceAll('$thread', thread.id)) as ThreadStreamEvent;
    if ('set' in step) {
      const { metadata, ...fields } = step.set;
      Object.assign(thread, fields);
      Object.assign(thread.metadata, metadata);
    }
    if ('fail' in step) throw failure(step.fail);
  }
};

function failure(how: Extract<Step, { fail: unknown }>['fail']): Error {
  if (how.kind === 'custom') return new CustomStreamError(how.message!, how.allow_retry);
  if (how.kind === 'coded') return new StreamError('stream.error', how.allow_retry);
  return new Error('unexpected');
}

describe(`what openai-chatkit ${versions['openai-chatkit']} answers, and what we do`, () => {
  let server: TestApp;
  const responder = new ScriptedResponder();
  beforeAll(async () => {
    responder.script = play;
    server = await startApp({ responder });
  });
  afterAll(() => server.close());

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (name, scenario) => {
    const ours = await runScenario((body) => server.alice.post(body), scenario);
    const reference = answers[name]!;
    expect(ours).toHaveLength(reference.length);
    ours.forEach((answer, index) => {
      const reason = scenario.differs?.[index];
      if (reason) expect(answer).not.toEqual(reference[index]);
      else expect(answer).toEqual(reference[index]);
    });
  });

  it('was recorded for every scenario, and for no other', () => {
    expect(Object.keys(answers)).toEqual(scenarios.map(({ name }) => name));
  });
});
