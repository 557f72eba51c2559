import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { JSONParser } from '@streamparser/json';
import type { Problem } from './source.js';

/** Arrays of a document whose elements are records: a list as an API gives it, tables by their names. */
const lists = ['data', 'threads', 'items', 'conversations', 'messages', 'tasks'] as const;
/** As much of a file as is looked at to tell lines of JSON from one document. */
const peekBytes = 1024 * 1024;

/**
 * The objects in a file: one per line (JSON Lines), or the elements of an array, of a list's `data`, or of tables by
 * their names. Read piece by piece: a file may be larger than memory.
 *
 * A line that is no JSON is a problem, and the next one is read. A document ends where it is no JSON any more.
 */
export async function* jsonRecords(path: string, problems: Problem[]): AsyncGenerator<object> {
  const shape = await shapeOf(path);
  if (shape === 'lines') yield* ofLines(path, problems);
  // What is selected is kept until it is whole: of an object, only what is in its lists.
  else yield* ofDocument(path, shape === 'array' ? ['$.*'] : lists.map((name) => `$.${name}.*`), problems);
}

/** How a file begins. A document on one line is read as a line, when it is a short one. */
async function shapeOf(path: string): Promise<'lines' | 'array' | 'object'> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(peekBytes), 0, peekBytes, 0);
    const [line = '', ...rest] = buffer.toString('utf8', 0, bytesRead).trimStart().split('\n');
    if (line.startsWith('[')) return 'array';
    const isWhole = rest.length > 0 || bytesRead < peekBytes;
    return isWhole && parse(line) !== undefined ? 'lines' : 'object';
  } finally {
    await file.close();
  }
}

async function* ofLines(path: string, problems: Problem[]): AsyncGenerator<object> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number++;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (!text) continue;
    const value = parse(text);
    if (typeof value !== 'object' || value === null) {
      problems.push({ reason: 'a line is no JSON object', where: `${path}:${number}` });
    } else yield* recordsIn(value);
  }
}

function recordsIn(value: object): object[] {
  if (Array.isArray(value)) return value.filter(isObject);
  const found = lists.flatMap((name) => (value as Partial<Record<string, unknown>>)[name] ?? []);
  return found.length > 0 || isList(value) ? found.filter(isObject) : [value];
}

async function* ofDocument(path: string, paths: string[], problems: Problem[]): AsyncGenerator<object> {
  let found: object[] = [];
  let fault: Error | undefined;
  const parser = new JSONParser({ paths, keepStack: false });
  parser.onValue = ({ value }) => {
    if (isObject(value)) found.push(value);
  };
  parser.onError = (error) => (fault ??= error);
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: peekBytes });
  for await (const chunk of input as AsyncIterable<string>) {
    parser.write(chunk);
    yield* found;
    found = [];
    if (fault) break;
  }
  if (!fault && !parser.isEnded) parser.end();
  yield* found;
  if (fault)
    problems.push({ reason: 'a file is no JSON from some place on', where: `${path}: ${fault.message}` });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: object): boolean => (value as { object?: unknown }).object === 'list';

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
