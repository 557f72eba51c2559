import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const requirements = 'test/reference/requirements.txt';
const venv = '.tmp/reference-venv';
const installMs = 300_000;

/** A Python that has the reference: the one that REFERENCE_PYTHON names, or one that is set up here, once. */
export function findPython(): string {
  if (process.env.REFERENCE_PYTHON) return process.env.REFERENCE_PYTHON;
  const python = `${venv}/bin/python`;
  const installed = `${venv}/installed.txt`;
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  process.stdout.write(`installing the reference into ${venv}\n`);
  try {
    run('python3', ['-m', 'venv', '--clear', venv]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  } catch (error) {
    throw new Error(
      'No Python with the reference: name one in REFERENCE_PYTHON, or have python3 with venv.',
      {
        cause: error,
      },
    );
  }
  writeFileSync(installed, wanted);
  return python;
}

function run(command: string, args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: installMs });
}
