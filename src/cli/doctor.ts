import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.js';
import { examine } from './doctor/examine.js';
import { toLines } from './doctor/finding.js';

// `npm run doctor`: what stands between these settings and a server that works, and how to mend it. Ends with 1
// when something does. With `-- --json`, prints the same as JSON.

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const findings = await examine(loadConfig);
const failures = findings.filter(({ level }) => level === 'failure').length;

if (values.json) {
  console.log(JSON.stringify({ ok: failures === 0, findings }, null, 2));
} else {
  for (const line of toLines(findings)) console.log(line);
  console.log(failures === 0 ? '\nThe server can run.' : `\n${failures} to mend before the server can run.`);
}
process.exitCode = failures === 0 ? 0 : 1;
