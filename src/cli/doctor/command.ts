import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../config.js';
import { examine, examineToken } from './examine.js';
import { toLines } from './finding.js';

/**
 * What stands between these settings and a server that works, and how to mend it; with `--token`, why a token is
 * refused. @returns the exit code.
 */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, token: { type: 'string' } },
  });

  const findings =
    values.token === undefined
      ? await examine(loadConfig)
      : await examineToken(loadConfig, values.token === '-' ? await text(process.stdin) : values.token);
  const failures = findings.filter(({ level }) => level === 'failure').length;

  if (values.json) {
    console.log(JSON.stringify({ ok: failures === 0, findings }, null, 2));
  } else {
    for (const line of toLines(findings)) console.log(line);
    console.log(`\n${values.token === undefined ? serverVerdict(failures) : tokenVerdict(failures)}`);
  }
  return failures === 0 ? 0 : 1;
}

const serverVerdict = (failures: number) =>
  failures === 0 ? 'The server can run.' : `${failures} to mend before the server can run.`;
const tokenVerdict = (failures: number) =>
  failures === 0 ? 'The server accepts the token.' : 'The server does not accept the token.';
