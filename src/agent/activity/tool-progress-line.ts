import type { ToolProgress } from '../../mcp/tool-progress.js';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ToolActivity } from '../tool-activity.js';

/** A person reads no faster, and a tool may report thousands of times a second. */
const everyMs = 300;

/** Shows one turn's tools' progress as a line, the newest at most a few times a second. */
export class ToolProgressLine {
  private newest?: ToolProgress;
  private timer?: NodeJS.Timeout;
  private shown = '';
  private isClosed = false;

  /** @param send Takes what is to be shown; called until {@link close} and never after it. */
  constructor(
    private readonly activity: ToolActivity,
    private readonly send: (event: ThreadStreamEvent) => void,
  ) {}

  report(progress: ToolProgress): void {
    if (this.isClosed) return;
    this.newest = progress;
    if (!this.timer) this.show();
  }

  /** The tools have done their work, or nobody waits for it any more. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private readonly show = () => {
    this.timer = undefined;
    if (!this.newest) return;
    const text = this.activity.progressText(this.newest);
    this.newest = undefined;
    this.timer = setTimeout(this.show, everyMs).unref();
    if (text === this.shown) return;
    this.shown = text;
    this.send({ type: 'progress_update', icon: 'bolt', text });
  };
}
