import { RunEvents } from '../../../src/agent/assistants/run-events.js';
import { modelEvent } from '../../support/scripted-run.js';

const event = () => modelEvent({ type: 'response_started' });

describe('the events of a run that is told from several places', () => {
  it('come in order, and end', async () => {
    const events = new RunEvents();
    const told = [event(), event(), event()];
    void events.push(told[0]!);
    const read: unknown[] = [];
    const reading = (async () => {
      for await (const each of events.read()) read.push(each);
    })();
    void events.push(told[1]!);
    void events.push(told[2]!);
    events.end();
    await reading;
    expect(read).toEqual(told);
  });

  it('hold back whoever tells more than is read', async () => {
    const events = new RunEvents();
    let pushed = 0;
    const telling = (async () => {
      for (; pushed < 1_000; pushed++) await events.push(event());
      events.end();
    })();
    await new Promise(setImmediate);
    expect(pushed).toBeLessThan(64);
    let read = 0;
    for await (const _ of events.read()) read++;
    await telling;
    expect(read).toBe(1_000);
  });

  it('let everybody go on when the reader has left', async () => {
    const events = new RunEvents();
    const telling = (async () => {
      for (let told = 0; told < 1_000; told++) await events.push(event());
    })();
    for await (const _ of events.read()) break;
    await expect(telling).resolves.toBeUndefined();
  });
});
