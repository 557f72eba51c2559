import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { settingNames } from '../../src/config.js';
import { codeIn, tableRows } from './tables.js';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const known = (script: string) => ['ci', 'test', 'start'].includes(script) || script in scripts;

describe('the README', () => {
  it('has only commands that exist', () => {
    const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
    const commands = [...readme.matchAll(/\bnpm (?:run ([\w:-]+)|(ci|test|start)\b)/g)].map(
      ([, script, builtin]) => script ?? builtin!,
    );
    expect(blocks.length).toBeGreaterThan(4);
    expect(commands).toEqual(expect.arrayContaining(['ci', 'demo', 'doctor', 'check']));
    expect(commands.filter((script) => !known(script))).toEqual([]);
  });

  it('begins with two commands that are all it takes', () => {
    expect(readme).toContain('```sh\nnpm ci\nnpm run demo\n```');
    expect(scripts.prepare).toContain('build');
  });

  it('lists every setting, and no other', () => {
    const listed = tableRows(readme, 'Setting').flatMap(([names]) => codeIn(names!));
    expect(listed.sort()).toEqual([...settingNames.read].sort());
  });

  it('shows how to embed the widget in at most fifteen lines', () => {
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

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}
