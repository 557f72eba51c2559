import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { settingNames } from '../../src/config.js';
import { codeIn, tableRows } from './tables.js';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const known = (script: string) => ['ci', 'test', 'start'].includes(script) || script in scripts;

describe('the README', () => {
  it.each(['README.md', ...markdownIn('docs')])(
    'and the documents have only commands that exist: %s',
    (file) => {
      const commands = commandsIn(readFileSync(file, 'utf8'));
      expect(commands.filter((script) => !known(script))).toEqual([]);
    },
  );

  it('shows the commands that a newcomer needs', () => {
    const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
    expect(blocks.length).toBeGreaterThan(4);
    expect(commandsIn(readme)).toEqual(expect.arrayContaining(['ci', 'demo', 'doctor', 'check']));
  });

  it('begins with two commands that are all it takes', () => {
    expect(readme).toContain('```sh\nnpm ci\nnpm run demo\n```');
    expect(scripts.prepare).toContain('build');
  });

  it('lists every setting, and no other', () => {
    const listed = tableRows(readme, 'Setting').flatMap(([names]) => codeIn(names!));
    expect(listed.sort()).toEqual([...settingNames.read].sort());
  });

  it('shows how to embed the widget in at most fifteen lines (rows 1, 29)', () => {
    const [, snippet] = /```tsx\n([\s\S]*?)```/.exec(readme)!;
    const lines = snippet!.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(snippet).toContain('@openai/chatkit-react');
  });

  it.each(['README.md', ...markdownIn('docs')])('has links that lead somewhere: %s', (file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(
      ([, link]) => link!,
    );
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });
});

/** The scripts that a text tells to run. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(ci|test|start)\b)/g)].map(
    ([, script, builtin]) => script ?? builtin!,
  );
}

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}
