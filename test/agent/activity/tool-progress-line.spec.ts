import { ToolProgressLine } from '../../../src/agent/activity/tool-progress-line.js';
import { ToolActivity } from '../../../src/agent/tool-activity.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function newLine() {
  const texts: string[] = [];
  const line = new ToolProgressLine(new ToolActivity(), (event) => {
    if (event.type === 'progress_update') texts.push(event.text);
  });
  return { line, texts };
}

describe('the progress of tools', () => {
  it('is told at once, then a few times a second, and with the newest at the end', () => {
    const { line, texts } = newLine();
    line.report({ tool: 'load', progress: 0, total: 3_000 });
    expect(texts).toEqual(['Load: 0%']);
    for (let progress = 1; progress <= 3_000; progress++) {
      jest.advanceTimersByTime(1);
      line.report({ tool: 'load', progress, total: 3_000 });
    }
    expect(texts).toHaveLength(11);
    jest.advanceTimersByTime(1_000);
    expect(texts.at(-1)).toBe('Load: 100%');
  });

  it('is not told twice in the same words', () => {
    const { line, texts } = newLine();
    for (let count = 0; count < 10; count++) {
      line.report({ tool: 'load', progress: count });
      jest.advanceTimersByTime(1_000);
    }
    expect(texts).toEqual(['Load …']);
  });

  it('is told no more when the tools are done, not even what waited', () => {
    const { line, texts } = newLine();
    line.report({ tool: 'load', progress: 1, total: 4 });
    line.report({ tool: 'load', progress: 2, total: 4 });
    line.close();
    line.report({ tool: 'load', progress: 3, total: 4 });
    jest.advanceTimersByTime(1_000);
    expect(texts).toEqual(['Load: 25%']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not told of a tool that reports for the first time then', () => {
    const { line, texts } = newLine();
    line.close();
    line.report({ tool: 'load', progress: 1 });
    expect(texts).toEqual([]);
  });
});
