import { readFileSync, rmSync } from 'node:fs';

/** Fails the run when anything in it tried to reach a host that no test configured. */
export default async function tearDown() {
  // Those of a run without workers (`jest-environment.cjs`).
  await Promise.all((globalThis.idleEngines ?? []).map((engine) => engine.close()));
  const outbound = readFileSync(process.env.CHATKIT_TEST_OUTBOUND, 'utf8');
  rmSync(process.env.CHATKIT_TEST_DIR, { recursive: true, force: true });
  if (outbound) throw new Error(`Requests to hosts that were not configured:\n${outbound}`);
  process.stderr.write('Requests to other hosts in this run: none.\n');
}
