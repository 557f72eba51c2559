import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { ChatKitError } from '../protocol/errors.js';

/** A file on its way in. */
export interface SentFile {
  /** As the sender has it, or empty where only bytes come. */
  name: string;
  /** As the sender has it, with its parameters; empty where nothing is said. */
  type: string;
  chunks: AsyncIterable<Buffer>;
}

/** A file's form has one part, and clients put a few fields beside it. */
const formLimits = { files: 1, fields: 10, parts: 11, fieldNameSize: 100, fieldSize: 1_000, headerPairs: 20 };

export const isForm = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/**
 * Hands on the file that a request brings: the field `file` of a form, or else the body as it is. Nothing is kept in
 * memory. Returns what the reader made of it, once the whole request has come and was in order.
 * @throws ChatKitError `bad_request`; and whatever the reader throws, at once: the rest of the body is let go then.
 */
export async function readSentFile<T>(
  request: IncomingMessage,
  read: (file: SentFile) => Promise<T>,
): Promise<T> {
  if (isForm(request)) return readForm(request, read);
  try {
    return await read({ name: '', type: request.headers['content-type'] ?? '', chunks: chunksOf(request) });
  } catch (error) {
    // What is left runs past nobody: unread, it would keep the connection's next request from being heard.
    request.resume();
    throw error;
  }
}

/** The stream is not destroyed when its reader stops: the socket under a request must carry the answer yet. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function readForm<T>(request: IncomingMessage, read: (file: SentFile) => Promise<T>): Promise<T> {
  const parser = parserFor(request);
  let reading: Promise<T> | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    const refuse = (cause?: unknown) => reject(unreadable(cause));
    parser.on('file', (field, file, { filename, mimeType }) => {
      // Its parser is destroyed with the request, and whoever reads it hears of it; nobody else may have to.
      file.on('error', () => undefined);
      if (field !== 'file') {
        file.resume();
        return reject(new ChatKitError('bad_request', 'The form’s file must be its field `file`.'));
      }
      reading = read({ name: filename ?? '', type: mimeType, chunks: chunksOf(file) });
      reading.catch(reject);
    });
    const tooMany = () =>
      reject(new ChatKitError('bad_request', 'The form may have one file, and little else.'));
    parser.on('filesLimit', tooMany).on('partsLimit', tooMany).on('fieldsLimit', tooMany);
    parser.on('error', refuse).on('close', resolve);
    request.once('error', refuse).once('close', () => {
      if (!request.complete) refuse();
    });
  });
  try {
    request.pipe(parser);
    await ended;
    if (!reading) throw new ChatKitError('bad_request', 'The form has no field `file` with a file.');
    return await reading;
  } catch (error) {
    request.unpipe(parser).resume();
    parser.destroy();
    // It gives up what it has begun to keep before anybody is told.
    await reading?.catch(() => undefined);
    throw error;
  }
}

function parserFor({ headers }: IncomingMessage) {
  try {
    return busboy({ headers, defParamCharset: 'utf8', limits: formLimits });
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): ChatKitError {
  return new ChatKitError('bad_request', 'The file could not be read: the body broke off, or is no form.', {
    cause,
  });
}
