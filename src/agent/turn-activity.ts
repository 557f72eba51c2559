import type { Config } from '../config.js';
import type { OnToolProgress } from '../mcp/tool-progress.js';
import { ToolProgressLine } from './activity/tool-progress-line.js';
import { languageFor } from '../turns/context.js';
import type { AgentContext } from './bridge/agent-context.js';
import { ResponseStreamConverter } from './bridge/response-stream-converter.js';
import { ToolActivity } from './tool-activity.js';

/** Knows what tools are called where people read it. */
export interface ToolTitles {
  titleOf(toolName: string): string | undefined;
}

/** What one turn shows of its tools, in its person's language: their calls as steps, and their progress as a line. */
export class TurnActivity {
  readonly converter: ResponseStreamConverter;
  /** For whoever connects to the tools; undefined when the operator wants nothing shown. */
  readonly onProgress?: OnToolProgress;
  /** Where the tools' titles are found, once somebody is connected to them. */
  titles?: ToolTitles;
  private readonly line?: ToolProgressLine;

  constructor({ toolActivity, toolDetail, toolRedact }: Config, context: AgentContext) {
    if (toolActivity === 'off') {
      this.converter = new ResponseStreamConverter();
      return;
    }
    const activity = new ToolActivity({
      detail: toolDetail,
      redact: toolRedact,
      locale: languageFor(context.requestContext),
      titleOf: (name) => this.titles?.titleOf(name),
    });
    const line = new ToolProgressLine(activity, (event) => context.stream(event));
    this.converter = activity;
    this.line = line;
    this.onProgress = (progress) => line.report(progress);
  }

  /** The tools have done their work: nothing more is said of their progress. */
  close(): void {
    this.line?.close();
  }
}
