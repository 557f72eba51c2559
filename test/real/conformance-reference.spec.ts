import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { examine } from '../../src/cli/conformance/command.js';
import type { Report } from '../../src/cli/conformance/report.js';
import { referenceFailures } from '../../src/cli/conformance/reference-failures.js';

const python = process.env.REFERENCE_PYTHON;
const title = 'the Python reference, asked by nestjs-chatkit conformance';

// Another language's package: whoever has it says where.
(python ? describe : describe.skip)(
  python ? title : `${title} (REFERENCE_PYTHON names no Python that has openai-chatkit)`,
  () => {
    let host: ChildProcess;
    let report: Report;
    beforeAll(async () => {
      // It writes a stack for every request that it refuses.
      host = spawn(python!, ['test/reference/conformance_host.py'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = (await once(createInterface(host.stdout!), 'line')) as [string];
      const { port } = JSON.parse(line) as { port: number };
      const url = `http://127.0.0.1:${port}/chatkit`;
      report = await examine({
        url,
        headers: {},
        say: [],
        timeoutMs: 20_000,
        only: [],
        knownFailures: 'reference',
      });
    }, 120_000);
    afterAll(() => host.kill());

    it('fails what it is known to fail, and nothing else', () => {
      const failed = report.cases.filter(({ result }) => result === 'failed').map(({ name }) => name);
      expect(failed.sort()).toEqual(Object.keys(referenceFailures).sort());
      expect(report.unexpectedlyPassed).toEqual([]);
      expect(report.ok).toBe(true);
    });

    it('is left without a thread', () => expect(report.leftBehind).toEqual([]));
  },
);
