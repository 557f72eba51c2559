// Proves that the arrows check can fail. Copies the sources, plants a fault, and expects the check to name the rule
// that the fault breaks; and expects it to pass when nothing is planted.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const copied = ['src', 'client', 'migrations', '.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'];

const faults = [
  { name: 'nothing', rule: undefined, plant() {} },
  {
    name: 'an import cycle',
    rule: 'no-cycles',
    plant(root) {
      writeFileSync(join(root, 'src/protocol/planted.ts'), "export { newId } from './ids.js';\n");
      appendFileSync(join(root, 'src/protocol/ids.ts'), "export * as planted from './planted.js';\n");
    },
  },
  {
    name: 'an import from protocol to turns',
    rule: 'protocol-imports-only-what-it-may',
    plant(root) {
      writeFileSync(
        join(root, 'src/protocol/planted.ts'),
        "export { ThreadStore } from '../turns/thread-store.js';\n",
      );
    },
  },
  {
    name: 'an import from turns to testing',
    rule: 'testing-is-for-tests',
    plant(root) {
      writeFileSync(
        join(root, 'src/turns/planted.ts'),
        "export { newThread } from '../testing/builders.js';\n",
      );
    },
  },
  {
    name: 'an import from testing to a package',
    rule: 'testing-stays-free-of-packages',
    plant(root) {
      writeFileSync(join(root, 'src/testing/planted.ts'), "export { z } from 'zod';\n");
    },
  },
  {
    name: 'an import from turns to typeorm',
    rule: 'turns-stays-free-of-packages',
    plant(root) {
      writeFileSync(join(root, 'src/turns/planted.ts'), "export { DataSource } from 'typeorm';\n");
    },
  },
];

/** Exit code and output of the arrows check on a copy with the fault in it. */
function checkWith(plant) {
  const root = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    const skip = (path) => !/node_modules|[\\/]dist([\\/]|$)/.test(path);
    for (const path of copied) cpSync(path, join(root, path), { recursive: true, filter: skip });
    symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
    plant(root);
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'arrows'], {
      cwd: root,
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

for (const { name, rule, plant } of faults) {
  const { status, output } = checkWith(plant);
  const asExpected = rule ? status !== 0 && output.includes(rule) : status === 0;
  console.log(
    `${asExpected ? 'ok' : 'WRONG'}: ${name} planted, the check ${status === 0 ? 'passes' : 'fails'}`,
  );
  if (!asExpected) {
    console.log(output);
    process.exitCode = 1;
  }
}
