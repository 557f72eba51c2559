import type { Annotation } from '../../protocol/content.js';
import type { Task } from '../../protocol/workflow.js';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** A passage of a file that the model names as its source. `index` is a position in the text. */
export interface FileCitation {
  type: 'file_citation';
  file_id: string;
  filename?: string;
  index: number;
}

/** A file of a code interpreter's container that the model names as its source. */
export interface ContainerFileCitation {
  type: 'container_file_citation';
  container_id: string;
  file_id: string;
  filename?: string;
  start_index: number;
  end_index: number;
}

/** A page of the web that the model names as its source. */
export interface UrlCitation {
  type: 'url_citation';
  url: string;
  title: string;
  start_index: number;
  end_index: number;
}

/** A call of a function tool, as the model wrote it. */
export interface FunctionToolCall {
  callId: string;
  name: string;
  /** JSON text, or what the model took for it. Empty while the model still writes it. */
  arguments: string;
}

/** A call of a tool that the provider runs itself, such as a web search. */
export interface HostedToolCall {
  id: string;
  /** `web_search_call`, `file_search_call`, `code_interpreter_call`, `mcp_call`, … */
  type: string;
  /** The provider's own item, as far as it is known. */
  item: Readonly<Record<string, unknown>>;
}

/** How far a tool call is. */
export type ToolCallState =
  /** For a person's approval. */
  | { status: 'waiting' }
  | { status: 'running' }
  | {
      status: 'done' | 'failed';
      /** How long it ran, in milliseconds; absent when nobody saw it begin. */
      ms?: number;
      /** What the tool gave, or what it said when it failed. */
      output?: unknown;
    }
  /** A person did not want it. */
  | { status: 'rejected' };

/**
 * What becomes of the parts of a model's answer that have no one form in ChatKit. Override what you need; methods
 * may be asynchronous. Annotations are converted as they stream, and once more for the finished message.
 */
export class ResponseStreamConverter {
  /** Partial images that each image was asked to come in; for its progress. */
  readonly partialImages: number | undefined;

  constructor({ partialImages }: { partialImages?: number } = {}) {
    this.partialImages = partialImages;
  }

  /**
   * Where a client finds an image: by default it is in the URL itself.
   * @param partialIndex Which partial image it is; undefined for the final one.
   */
  base64ImageToUrl(_imageId: string, base64: string, _partialIndex?: number): Awaitable<string> {
    return `data:image/png;base64,${base64}`;
  }

  /** How much of an image is there, from 0 to 1. */
  partialImageIndexToProgress(index: number): number {
    const { partialImages = 0 } = this;
    return partialImages > 0 ? Math.min(1, index / partialImages) : 0;
  }

  /** Nothing for a file without a name: there would be nothing to show. */
  fileCitationToAnnotation(citation: FileCitation): Awaitable<Annotation | undefined> {
    return fileAnnotation(citation.filename, citation.index);
  }

  containerFileCitationToAnnotation(citation: ContainerFileCitation): Awaitable<Annotation | undefined> {
    return fileAnnotation(citation.filename, citation.end_index);
  }

  urlCitationToAnnotation({ url, title, end_index }: UrlCitation): Awaitable<Annotation | undefined> {
    return { type: 'annotation', source: { type: 'url', title, url }, index: end_index };
  }

  /**
   * The step by which a tool call is shown in a workflow; asked for again whenever more of the call is known. A step
   * is not left loading when its call has ended. By default tool calls are not shown.
   */
  toolCallToTask(_call: FunctionToolCall, _state: ToolCallState): Task | undefined {
    return undefined;
  }

  /** The same for a tool that the provider runs. An image that is made is an item of its own, and not asked for. */
  hostedToolCallToTask(_call: HostedToolCall, _state: ToolCallState): Task | undefined {
    return undefined;
  }
}

function fileAnnotation(filename: string | undefined, index: number): Annotation | undefined {
  if (!filename) return undefined;
  return { type: 'annotation', source: { type: 'file', title: filename, filename }, index };
}
