import type { FileSource, UrlSource } from '../../protocol/content.js';
import type { CustomTask, FileTask, SearchTask, Task } from '../../protocol/workflow.js';
import type { HostedToolCall, ToolCallState } from '../bridge/response-stream-converter.js';
import { codeBlock } from './code-span.js';
import { indicatorOf } from './indicator-of.js';
import type { Redaction, ToolDetail } from './redaction.js';
import { safeUrl } from './safe-url.js';
import { oneLine } from './shorten.js';
import type { ActivityWords } from './words.js';

type Item = HostedToolCall['item'];

/** What hosted calls are drawn with. */
export interface HostedTasksOptions {
  detail: ToolDetail;
  redaction: Redaction;
  words: ActivityWords;
}

const maxQueries = 10;
const maxSources = 20;
const maxTitleLength = 120;
const maxCodeLength = 1_200;

/** Draws the calls of tools that the provider runs: searches with what was looked for and found, code that ran. */
export class HostedTasks {
  constructor(private readonly options: HostedTasksOptions) {}

  /** Undefined for a type that is not known here. */
  draw({ type, item }: HostedToolCall, state: ToolCallState): Task | undefined {
    switch (type) {
      case 'web_search_call':
        return this.webSearch(item, state);
      case 'file_search_call':
        return this.fileSearch(item, state);
      case 'code_interpreter_call':
        return this.code(item, state);
      default:
        return undefined;
    }
  }

  private webSearch({ action }: Item, state: ToolCallState): SearchTask {
    const { type, query, queries, pattern, url, sources } = toObject(action);
    const { webSearch, pageRead } = this.options.words.own;
    const asked = list(queries).length ? list(queries) : [query ?? pattern];
    const found = [...list(sources).map((source) => toObject(source).url), url];
    return {
      type: 'web_search',
      status_indicator: indicatorOf(state),
      title: this.title(type === 'open_page' ? pageRead : webSearch, state),
      queries: this.isShown ? this.texts(asked) : [],
      sources: this.isShown ? found.flatMap(toUrlSource).slice(0, maxSources) : [],
    };
  }

  private fileSearch({ queries, results }: Item, state: ToolCallState): FileTask {
    const asked = this.isShown ? this.texts(list(queries)).join(', ') : '';
    const { fileSearch } = this.options.words.own;
    const names = new Set(list(results).map((result) => toObject(result).filename));
    return {
      type: 'file',
      status_indicator: indicatorOf(state),
      title: this.title(asked ? `${fileSearch}: ${asked}` : fileSearch, state),
      sources: this.isShown ? [...names].flatMap(toFileSource).slice(0, maxSources) : [],
    };
  }

  private code({ code, outputs }: Item, state: ToolCallState): CustomTask {
    const { detail, words } = this.options;
    const logs = list(outputs).map((output) => toObject(output).logs);
    const shown = [...(this.isShown ? [code] : []), ...(detail === 'results' ? logs : [])];
    const blocks = shown.map((text) =>
      typeof text === 'string' ? codeBlock(this.options.redaction.text(text, maxCodeLength)) : '',
    );
    const content = [...blocks, words.outcome(state)].filter(Boolean).join('\n\n');
    return {
      type: 'custom',
      status_indicator: indicatorOf(state),
      title: words.own.code,
      icon: state.status === 'failed' ? 'info' : 'square-code',
      ...(content && { content }),
    };
  }

  private get isShown(): boolean {
    return this.options.detail !== 'names';
  }

  /** These tasks have no room for more than a title. */
  private title(title: string, { status }: ToolCallState): string {
    const { failed } = this.options.words.own;
    return oneLine(status === 'failed' ? `${title} · ${failed}` : title, maxTitleLength);
  }

  private texts(values: readonly unknown[]): string[] {
    return values
      .filter((value) => typeof value === 'string')
      .slice(0, maxQueries)
      .map((value) => oneLine(this.options.redaction.text(value), maxTitleLength))
      .filter(Boolean);
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a provider sent may be anything. */
const toObject = (value: unknown): Item =>
  value !== null && typeof value === 'object' ? (value as Item) : {};

function toUrlSource(text: unknown): UrlSource[] {
  const url = safeUrl(text);
  if (!url) return [];
  const title = oneLine(url.hostname.replace(/^www\./, ''), maxTitleLength);
  return [{ type: 'url', title, url: url.href }];
}

function toFileSource(name: unknown): FileSource[] {
  const filename = typeof name === 'string' ? oneLine(name, maxTitleLength) : '';
  return filename ? [{ type: 'file', title: filename, filename }] : [];
}
