import { Readable } from 'node:stream';
import OpenAI, { type ClientOptions } from 'openai';
import { Stream } from 'openai/core/streaming';
import { EventReader } from './event-reader.js';
import { EventStreamResponse, leanFetch } from './lean-fetch.js';
import { sourceListener } from './source-listener.js';

type RequestOptions = Awaited<Parameters<OpenAI['request']>[0]>;

/**
 * OpenAI's client with another reader underneath: the same requests, errors and streams, for less of the processor
 * (docs/decisions/0010).
 */
export class LeanClient extends OpenAI {
  constructor(options: ClientOptions) {
    super({ fetch: leanFetch, ...options });
  }

  protected override async prepareOptions(options: RequestOptions): Promise<void> {
    await super.prepareOptions(options);
    if (options.stream) options.__streamClass = LeanStream;
  }
}

/** What the client makes of a streamed response. */
class LeanStream<Item> extends Stream<Item> {
  static override fromSSEResponse<Item>(response: Response, controller: AbortController): Stream<Item> {
    const body = response instanceof EventStreamResponse ? response.events : bodyOf(response);
    const { headers } = response;
    // Made when the model begins to read, on behalf of its call.
    const read = () => new EventReader({ body, controller, headers, listener: sourceListener() });
    return new Stream(() => read() as AsyncIterator<Item>, controller);
  }
}

/** The body of a response that does not say that it is a stream of events; some endpoints forget to. */
function bodyOf({ body }: Response): Readable {
  return body ? Readable.fromWeb(body) : Readable.from([]);
}
