import { registerContract } from '../../src/testing/contract.js';
import { RecordingRunner } from './recording-runner.js';

describe('a contract', () => {
  const groups = {
    first: { 'adds up': async () => {} },
    second: { fails: () => Promise.reject(new Error()) },
  };

  it('gives each case a scene of its own, in groups under a name', async () => {
    const runner = new RecordingRunner();
    const scenes: object[] = [];
    const seen = { 'is given one': async (scene: object) => void scenes.push(scene) };
    registerContract('the name', { one: seen, two: seen }, async () => ({}), runner);
    expect(runner.cases.map(({ title }) => title)).toEqual([
      'the name > one > is given one',
      'the name > two > is given one',
    ]);
    expect(await runner.failures()).toEqual([]);
    expect(scenes).toHaveLength(2);
    expect(scenes[0]).not.toBe(scenes[1]);
  });

  it('fails a case that fails, and no other', async () => {
    const runner = new RecordingRunner();
    registerContract('x', groups, async () => ({}), runner);
    expect(await runner.failures()).toEqual(['x > second > fails']);
  });

  it('fails a case whose scene cannot be set', async () => {
    const runner = new RecordingRunner();
    registerContract('x', groups, () => Promise.reject(new Error('no database')), runner);
    expect(await runner.failures()).toHaveLength(2);
  });

  it('says what to hand in where the runner has no global functions', () => {
    const { describe, it } = globalThis;
    try {
      Object.assign(globalThis, { describe: undefined, it: undefined });
      expect(() => registerContract('x', groups, async () => ({}))).toThrow('{ describe, it }');
    } finally {
      Object.assign(globalThis, { describe, it });
    }
  });
});
