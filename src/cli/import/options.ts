import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

export const usage = `Usage: nestjs-chatkit import --from <json|openai|postgres> [options] [files]

Brings conversations of another server into this one's database. Writes nothing unless --apply is given: look at the
report first. May be run again at any time: what is here already stays as it is.

  --from json <files>       threads and items as OpenAI's API lists them, or rows of conversations and messages:
                            JSON Lines, arrays, or lists
  --from openai             the account of OPENAI_API_KEY, as long as OpenAI serves it
  --from postgres --url …   the tables conversations and messages of another server's database

  --apply                   write
  --users <file>            who is who here: JSON {"old id": "new id"}, or CSV lines old,new
  --name <text>             tells sources apart that use the same ids, such as two databases
  --json                    the report as JSON`;

const sources = ['json', 'openai', 'postgres'] as const;

export interface ImportArguments {
  from: (typeof sources)[number];
  files: string[];
  url?: string;
  apply: boolean;
  users?: string;
  name: string;
  json: boolean;
}

/** The arguments cannot be carried out. The message says why, and what to write instead. */
export class ImportArgumentsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImportArgumentsError';
  }
}

/** @throws ImportArgumentsError. @throws what `parseArgs` throws for an option that is not known. */
export function parseImportArguments(args: readonly string[]): ImportArguments {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      url: { type: 'string' },
      apply: { type: 'boolean', default: false },
      users: { type: 'string' },
      name: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const from = sources.find((source) => source === values.from);
  if (!from) throw new ImportArgumentsError(`--from: must be one of ${sources.join(', ')}.`);
  if (from === 'json' && files.length === 0) {
    throw new ImportArgumentsError(
      '--from json: name the files, such as `import --from json threads.jsonl`.',
    );
  }
  if (from !== 'json' && files.length > 0) {
    throw new ImportArgumentsError(`--from ${from}: reads no files; ${files[0]} was named.`);
  }
  if (from === 'postgres' && !values.url) {
    throw new ImportArgumentsError(
      '--from postgres: needs --url postgres://user@host/database; the password may stand in PGPASSWORD.',
    );
  }
  return { ...values, from, files };
}

/** Who is who here, from a file; everybody keeps their id where there is none. @throws ImportArgumentsError. */
export async function readUsers(path: string | undefined): Promise<(userId: string) => string> {
  if (path === undefined) return (userId) => userId;
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').trim();
  const users = new Map(text.startsWith('{') ? fromJson(text, path) : fromCsv(text, path));
  return (userId) => users.get(userId) ?? userId;
}

function fromJson(text: string, path: string): [string, string][] {
  try {
    const users = Object.entries(JSON.parse(text) as Record<string, unknown>);
    if (users.every((pair): pair is [string, string] => typeof pair[1] === 'string')) return users;
  } catch {
    // Said below.
  }
  throw new ImportArgumentsError(`--users: ${path} must be an object of texts: {"old id": "new id"}.`);
}

function fromCsv(text: string, path: string): [string, string][] {
  return text.split(/\r?\n/).map((line, index) => {
    const [from = '', to = '', ...rest] = line.split(',').map((cell) => cell.trim());
    if (!from || !to || rest.length) {
      throw new ImportArgumentsError(`--users: line ${index + 1} of ${path} must be two ids, old,new.`);
    }
    return [from, to];
  });
}
