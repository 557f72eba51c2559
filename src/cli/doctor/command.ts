import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../config.js';
import { examine } from './examine.js';
import { toLines } from './finding.js';

/** What stands between these settings and a server that works, and how to mend it. @returns the exit code. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });

  const findings = await examine(loadConfig);
  const failures = findings.filter(({ level }) => level === 'failure').length;

  if (values.json) {
    console.log(JSON.stringify({ ok: failures === 0, findings }, null, 2));
  } else {
    for (const line of toLines(findings)) console.log(line);
    console.log(
      failures === 0 ? '\nThe server can run.' : `\n${failures} to mend before the server can run.`,
    );
  }
  return failures === 0 ? 0 : 1;
}
