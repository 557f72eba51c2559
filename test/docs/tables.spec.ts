import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseConfig } from '../../src/config.js';
import { rateSettings } from '../../src/config/rate-limits.js';
import { limitSettings } from '../../src/config/request-limits.js';
import { failures } from '../../src/protocol/errors.js';
import { defaultLimits } from '../../src/protocol/limits.js';
import { codeIn, tableRows } from './tables.js';

interface Rule {
  name: string;
  to: { pathNot?: string | string[] };
}
const { forbidden } = createRequire(import.meta.url)(resolve('.dependency-cruiser.cjs')) as {
  forbidden: Rule[];
};

describe('the documents', () => {
  it('show the table of error codes as the code has it', () => {
    const documented = tableRows(readFileSync('docs/lifecycle.md', 'utf8'), 'Code').map(
      ([code, status, mayRetry, text]) => [
        codeIn(code!)[0],
        { status: Number(status), mayRetry: mayRetry === 'yes', text },
      ],
    );
    expect(Object.fromEntries(documented)).toEqual(failures);
  });

  it('show every limit with its default', () => {
    const documented = tableRows(readFileSync('docs/limits.md', 'utf8'), 'Setting').map(
      ([setting, option, value]) => [codeIn(setting!)[0]!, codeIn(option!)[0]!, Number(value)],
    );
    const limits = Object.entries(limitSettings).map(([setting, option]) => [
      setting,
      option,
      defaultLimits[option],
    ]);
    expect(documented).toEqual(limits);
  });

  it('show every limit of how often with its default', () => {
    const documented = tableRows(readFileSync('docs/limits.md', 'utf8'), 'Limit').map(([setting, value]) => [
      codeIn(setting!)[0]!,
      codeIn(value!)[0]!,
    ]);
    const { maxStreams, dailyTurns, dailyTokens } = parseConfig({}).usage;
    expect(documented).toEqual([
      ...Object.entries(rateSettings).map(([setting, [, value]]) => [setting, value]),
      ['MAX_STREAMS_PER_USER', String(maxStreams)],
      ['DAILY_TURNS_PER_USER', String(dailyTurns)],
      ['DAILY_TOKENS_PER_USER', String(dailyTokens)],
    ]);
  });

  it('show the arrows between folders as they are checked (rows 54, 111)', () => {
    const rows = tableRows(readFileSync('docs/architecture.md', 'utf8'), 'Folder');
    const documented = rows
      .filter(([folder]) => folder !== '`client`')
      .map(([folder, , mayImport]) => [codeIn(folder!)[0], codeIn(mayImport!).sort()]);
    const checked = forbidden
      .filter(({ name }) => name.endsWith('-imports-only-what-it-may'))
      .map(({ name, to }) => {
        const folder = name.replace('-imports-only-what-it-may', '');
        const allowed = [to.pathNot ?? []].flat().flatMap((path) => /^\^src\/(\w+)\(/.exec(path)?.[1] ?? []);
        return [folder, allowed.filter((name) => name !== folder).sort()];
      });
    expect(checked.length).toBeGreaterThan(8);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(checked));
  });
});
