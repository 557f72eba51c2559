#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { usage as importUsage } from './import/options.js';

// `npx nestjs-chatkit <command>`: what this package can be asked to do from a terminal.

interface Command {
  summary: string;
  help: string;
  /** Gives the exit code; undefined for a command that goes on until it is ended. */
  run(args: string[]): Promise<number | undefined>;
}

const commands: Record<string, Command> = {
  start: {
    summary: 'run the server',
    help: 'Usage: nestjs-chatkit start\n\nRuns the server until it is told to end. Its settings are environment variables.',
    run: async (args) => {
      parseArgs({ args, options: {} });
      await import('../main.js');
      return undefined;
    },
  },
  doctor: {
    summary: 'say what stands between the settings and a server that works',
    help: 'Usage: nestjs-chatkit doctor [--json] [--token <jwt>]\n\nLooks at the settings and at what they name. Ends with 1 when something must be mended. With --token, says check by check why a token is accepted or refused; `--token -` reads it from the input.',
    run: async (args) => (await import('./doctor/command.js')).doctor(args),
  },
  conformance: {
    summary: 'ask any ChatKit server whether it keeps to the protocol',
    help: '',
    run: async (args) => (await import('./conformance/command.js')).conformance(args),
  },
  import: {
    summary: 'bring conversations of another server into this one’s database',
    help: importUsage,
    run: async (args) => (await import('./import/command.js')).importConversations(args),
  },
};

const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
const usage = `Usage: nestjs-chatkit <command> [options]\n\n${lines.join('\n')}\n\nnestjs-chatkit <command> --help says more.`;

process.exitCode = await runCommand(process.argv.slice(2));

async function runCommand([name = '', ...args]: string[]): Promise<number | undefined> {
  if (name === '--help' || name === '-h') return say(usage, 0);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return complain(`${name ? `There is no command ${name}.` : 'Name a command.'}\n\n${usage}`);
  if (command.help && args.includes('--help')) return say(command.help, 0);
  try {
    return await command.run(args);
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    if (code.startsWith('ERR_PARSE_ARGS')) return complain(message);
    throw error;
  }
}

function say(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}
