import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../../config.js';

/** A module of the operator's. */
export interface ImportedModule {
  /** Where it is. */
  file: string;
  source: string;
  exports: Record<string, unknown>;
}

/**
 * Loads the module that the setting names: a path from the directory that the server is started in, or a package.
 * @throws ConfigError with what is wrong, and what to do about it.
 */
export async function importModule(setting: string): Promise<ImportedModule> {
  const file = isPath(setting) ? resolve(setting) : packageFile(setting);
  if (!existsSync(file)) {
    throw fault(`there is no file ${file}; write its path from the directory that the server is started in`);
  }
  try {
    const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    return { file, source: readFileSync(file, 'utf8'), exports };
  } catch (error) {
    throw explain(setting, error);
  }
}

function isPath(setting: string): boolean {
  return /^(\.{0,2}[\\/]|[a-z]:)/i.test(setting) || /\.[cm]?[jt]s$/.test(setting);
}

function packageFile(name: string): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    throw fault(
      `there is no package ${name} in node_modules; install it, or write a path with its ending, such as ./${name}.mjs`,
    );
  }
}

/** The message is the operator's own code's, or Node's about it. */
function explain(setting: string, error: unknown): ConfigError {
  const { code, name, message } = error as NodeJS.ErrnoException;
  const [said = ''] = message.split('\n');
  const typescript = ['.ts', '.mts'].includes(extname(setting));
  if (typescript && (code === 'ERR_UNKNOWN_FILE_EXTENSION' || name === 'SyntaxError')) {
    return fault(
      `Node ${process.versions.node} cannot read ${setting} as it is (${said}); make JavaScript of it: ${build(setting)}`,
    );
  }
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return fault(
      `${setting} imports what is not installed; npm install it in the module's directory (${said})`,
    );
  }
  if (name === 'SyntaxError') return fault(`${setting} is no module that Node can read: ${said}`);
  return fault(`${setting} failed while it was loaded: ${name}: ${said}`);
}

function build(setting: string): string {
  const out = setting.replace(/\.m?ts$/, '.mjs');
  return `npx esbuild ${setting} --bundle --platform=node --format=esm --packages=external --outfile=${out}, and set ASSISTANT_MODULE=${out}`;
}

const fault = (text: string): ConfigError => new ConfigError([`ASSISTANT_MODULE: ${text}`]);
