import type { RunStreamEvent, StreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import { callOf } from '../model/model-tap.js';
import { RunCall } from '../model/run-tap.js';
import type { TakeAtOnce } from '../../turns/short-cut.js';
import type { EventQueue } from './event-queue.js';
import { nothing, type Mapped } from './mapped.js';
import type { RunMapper } from './run-mapper.js';

/**
 * The events of a run that is read, whether it tells of a model call itself or a tap has the call. What a tap has is
 * mapped as it comes, and is told at once or waits in the queue beside what tools show: in the order in which it
 * happened.
 */
export class TappedEvents {
  private isLeft = false;

  constructor(
    private readonly mapper: RunMapper,
    private readonly queue: EventQueue,
    private readonly tell: TakeAtOnce,
  ) {}

  /** The ChatKit events for one event of the run. From here on, a call that the run has come to is heard. */
  map(event: RunStreamEvent): Mapped {
    const call = event.type === 'raw_model_stream_event' ? callOf(event.data) : undefined;
    if (!call) return this.mapper.map(event);
    if (call instanceof RunCall) call.flowTo(this.take);
    return nothing;
  }

  /** Nobody reads any more: what calls still say is left unheard. */
  leave(): void {
    this.isLeft = true;
  }

  private readonly take = (event: StreamEvent): void | Promise<void> => {
    if (this.isLeft) return;
    const mapped = this.mapper.mapModelEvent(event);
    if (mapped instanceof Promise) return mapped.then((apply) => this.show(apply()));
    return this.show(mapped);
  };

  private show(events: readonly ThreadStreamEvent[]): Promise<void> | undefined {
    if (this.isLeft) return undefined;
    if (events.length === 1) {
      const told = this.tell(events[0]!);
      if (told !== false) return told;
    }
    this.queue.append(events);
    return this.queue.room();
  }
}
