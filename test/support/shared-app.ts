import type { Responder } from '../../src/turns/responder.js';
import { startApp, type TestApp } from './app.js';

let running: Promise<TestApp> | undefined;
let current: Responder;

/** Answers as whoever shares the application just now would. */
const switchboard = new Proxy({} as Responder, {
  get: (_, hook: keyof Responder) => (current[hook] as (...call: unknown[]) => unknown).bind(current),
});

/**
 * One application for several groups of tests in a file, each with a responder of its own: starting one takes longer
 * than a group. Groups run one after another; what one stores, the next one finds.
 */
export async function shareApp(responder: Responder): Promise<TestApp> {
  current = responder;
  const app = await (running ??= startApp({ responder: switchboard }));
  return { ...app, close: async () => {} };
}

/** To be called when the last group is through. */
export async function closeSharedApp(): Promise<void> {
  await (await running)?.close();
}
