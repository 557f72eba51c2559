import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

// What can be wrong with a module that loads.

/**
 * Whether a module has another copy of the Agents SDK than this server: its runs then go past ours. One that finds no
 * SDK at all does not use it.
 */
export function hasOtherSdk(file: string): boolean {
  const theirs = sdkOf(file);
  return theirs !== undefined && theirs !== sdkOf(import.meta.url);
}

function sdkOf(from: string): string | undefined {
  try {
    return realpathSync(createRequire(from).resolve('@openai/agents'));
  } catch {
    return undefined;
  }
}

/** Whether the code still has the approval that Agent Builder exports: a function that says yes. */
export function hasApprovalStub(source: string): boolean {
  const code = source.replaceAll(/\/\/.*$|\/\*[^]*?\*\//gm, '');
  return /\bapprovalRequest\s*=\s*(async\s*)?\([^)]*\)\s*=>\s*\{\s*return (true|!0);?\s*\}/.test(code);
}
