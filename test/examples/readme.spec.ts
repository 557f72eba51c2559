import { readdirSync, readFileSync } from 'node:fs';
import { startExamples, type ExamplesApp } from './examples-app.js';

const readme = readFileSync('examples/README.md', 'utf8');
const notAlone = [
  'examples.module.ts',
  'guide.model.ts',
  'main.ts',
  'museum.ts',
  'photos.controller.ts',
  'visitor.ts',
];
const examplesFiles = readdirSync('examples').filter(
  (name) => name.endsWith('.ts') && !notAlone.includes(name),
);

interface CurlLine {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** The lines to try in a text that need no id of an earlier answer. */
function linesIn(text: string): CurlLine[] {
  const curl = /curl -N localhost:8010\/(\S+)(?: -H '([^:']+): ([^']+)')? --json '([^']+)'/g;
  return [...text.matchAll(curl)]
    .map(([, path, name, value, body]) => ({
      path: path!,
      headers: { 'content-type': 'application/json', ...(name && { [name]: value! }) },
      body: body!,
    }))
    .filter(({ body }) => !/THREAD|ITEM|ATTACHMENT/.test(body));
}

describe('examples/README.md', () => {
  let examples: ExamplesApp;
  beforeAll(async () => {
    examples = await startExamples();
  });
  afterAll(() => examples.close());

  it('lists every example, and nothing else', () => {
    const listed = [...readme.matchAll(/\]\(([\w-]+\.ts)\)/g)].map(([, file]) => file!);
    expect(listed.filter((file) => !notAlone.includes(file)).sort()).toEqual(examplesFiles.sort());
  });

  it.each(examplesFiles)('tells to try what the header of %s tells', (file) => {
    const [line] = /^\/\/ {3}(curl .*)$/m.exec(readFileSync(`examples/${file}`, 'utf8'))!.slice(1);
    expect(readme).toContain(line);
  });

  it.each(examplesFiles)('has lines that work, from %s (row 112)', async (file) => {
    const lines = linesIn(readFileSync(`examples/${file}`, 'utf8'));
    expect(lines.length).toBeGreaterThan(0);
    for (const { path, headers, body } of lines) {
      const response = await fetch(`${examples.url}/${path}`, { method: 'POST', headers, body });
      const answer = await response.text();
      expect([response.status, answer.includes('"type":"error"')]).toEqual([200, false]);
      expect(answer).not.toBe('');
    }
  });

  it('shows a visitor the files of the library by its own name alone', () => {
    for (const file of readdirSync('examples').filter((name) => name.endsWith('.ts'))) {
      expect(readFileSync(`examples/${file}`, 'utf8')).not.toMatch(/from '\.\.\//);
    }
  });
});
