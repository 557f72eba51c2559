import { parseArgs } from 'node:util';
import { operationTypes } from '../../protocol/requests.js';
import type { Subject } from './case.js';

export const usage = `Usage: nestjs-chatkit conformance <url> [options]

Asks a ChatKit server at <url> what a ChatKit client would, and says where it differs from the protocol. It begins
about forty short turns, which the server's model answers, and deletes the threads that it made.

  --token <token>            sent as \`Authorization: Bearer <token>\`
  --header 'Name: value'     sent with every request; may be given again
  --other-token <token>      somebody else, to see that people are kept apart
  --say <message>            makes the assistant ask for an input or call a client tool; may be given again
  --origin <origin>          a page that the server allows, to look at its CORS headers
  --timeout <seconds>        for each request, to the end of its answer (default 60)
  --only <operation>         cases of this operation only, or of \`transport\`; may be given again
  --known-failures <list>    names that may fail: a file, a list with commas, or \`reference\`
  --json                     the report as JSON
  --help

Exit code: 0 when nothing failed that a client needs, but for the known failures; 1 when something did; 2 when the
command cannot be understood or the server cannot be asked.`;

/** A command line that cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export interface Options {
  url: string;
  headers: Record<string, string>;
  otherHeaders?: Record<string, string>;
  origin?: string;
  say: string[];
  timeoutMs: number;
  only: Subject[];
  knownFailures?: string;
  json: boolean;
}

const subjects: readonly string[] = [...operationTypes, 'transport'];

/** @throws UsageError with words for the person at the terminal. @returns undefined when help was asked for. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const headers = Object.fromEntries((values.header ?? []).map(toHeader));
  const other = values['other-token'];
  const only = values.only ?? [];
  const unknown = only.find((subject) => !subjects.includes(subject));
  if (unknown)
    throw new UsageError(`--only: there is no operation ${unknown}. There are ${subjects.join(', ')}.`);
  return {
    url: toUrl(positionals),
    headers: { ...headers, ...bearer(values.token) },
    ...(other !== undefined && { otherHeaders: { ...headers, ...bearer(other) } }),
    ...(values.origin !== undefined && { origin: values.origin }),
    say: values.say ?? [],
    timeoutMs: toMs(values.timeout),
    only: only as Subject[],
    ...(values['known-failures'] !== undefined && { knownFailures: values['known-failures'] }),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        token: { type: 'string' },
        header: { type: 'string', multiple: true },
        'other-token': { type: 'string' },
        origin: { type: 'string' },
        say: { type: 'string', multiple: true },
        timeout: { type: 'string', default: '60' },
        only: { type: 'string', multiple: true },
        'known-failures': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function toUrl([url, ...more]: readonly string[]): string {
  if (url === undefined)
    throw new UsageError('Name the address of a server, such as http://localhost:8000/chatkit');
  if (more.length) throw new UsageError(`Only one address can be asked; what is ${more.join(' ')}?`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new UsageError(`${url} is not an http or https address.`);
  if (parsed.username || parsed.password)
    throw new UsageError('Give a password with --header, not in the address.');
  return url;
}

function toHeader(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*([^\r\n]*)$/.exec(line) ?? [];
  if (!name) throw new UsageError("--header: write it like 'Name: value'.");
  return [name.toLowerCase(), value!];
}

const bearer = (token: string | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

function toMs(seconds: string): number {
  const ms = Number(seconds) * 1000;
  if (!(ms > 0 && ms <= 3_600_000)) throw new UsageError('--timeout: give seconds, above 0 and up to 3600.');
  return ms;
}
