import { AsyncLocalStorage } from 'node:async_hooks';
import type { TappedCall } from './model-tap.js';

// The shortest way from the provider to a tap: the reader of the connection hands its events over itself. Between it
// and the tap lie the client's and the SDK's own layers, which make many promises of each event, and to which most of
// them say nothing.

const current = new AsyncLocalStorage<SourceListener>();

/** Does something on behalf of a call: a connection that is read meanwhile hands its events to the listener. */
export const listeningAtSource = <T>(listener: SourceListener, work: () => T): T =>
  current.run(listener, work);

/** Who wants the events of the call that is being made. */
export const sourceListener = (): SourceListener | undefined => current.getStore();

const responses = { rawModelEventSource: 'openai-responses' };

/** Gives a tapped call the events of the Responses API at their source, and knows those that then still come by. */
export class SourceListener {
  private readonly passed = new WeakSet<object>();
  private isListening = false;
  private heardAt = -Infinity;
  /** Events that the call has yet to take. */
  private pending = 0;
  private count: (characters: number) => void = () => {};

  constructor(private readonly call: TappedCall) {}

  /** Whether the call's events come by way of this listener. */
  get isOn(): boolean {
    return this.isListening;
  }

  /** Milliseconds for which the provider has said nothing; none while the call takes its time and it must wait. */
  get quietMs(): number {
    return this.pending > 0 ? 0 : performance.now() - this.heardAt;
  }

  /** Has the text counted that is heard. @param count Throws when it is too much: the event is not heard, and the call fails. */
  countText(count: (characters: number) => void): void {
    this.count = count;
  }

  /** Takes an event, as {@link TappedCall.take} does. */
  hear(event: { type: string; delta?: unknown }): void | Promise<void> {
    const { type, delta } = event;
    if (type === 'response.output_text.delta' && typeof delta === 'string') this.count(delta.length);
    this.heardAt = performance.now();
    const begun = this.isListening ? undefined : this.call.take({ type: 'response_started' });
    this.isListening = true;
    const take = () => this.call.take({ type: 'model', event, providerData: responses });
    const taken = begun ? begun.then(take) : take();
    return taken && this.whilePending(taken);
  }

  private async whilePending(taken: Promise<void>): Promise<void> {
    this.pending++;
    try {
      await taken;
    } finally {
      this.pending--;
      this.heardAt = performance.now();
    }
  }

  /** Says that an event goes on to the model as well. */
  expect(event: object): void {
    this.passed.add(event);
  }

  /** Whether an event that the model passes on was heard before. */
  knows(event: unknown): boolean {
    return typeof event === 'object' && event !== null && this.passed.has(event);
  }
}
