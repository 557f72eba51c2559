import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { codeIn, tableRows } from './tables.js';

const page = readFileSync('docs/browser.md', 'utf8');
const source = readFileSync('client/browser/options.ts', 'utf8');
/** Names of the members of an interface, as they stand in the source. */
const membersOf = (name: string) => {
  const [, body] = new RegExp(`interface ${name} \\{\\n([^]*?)\\n\\}`).exec(source)!;
  return [...body!.matchAll(/^ {2}(\w+)[?(:]/gm)].map(([, member]) => member!);
};

describe('docs/browser.md', () => {
  it('has every option, and no other', () => {
    const listed = tableRows(page, 'Option').flatMap(([name]) => codeIn(name!));
    expect(listed.sort()).toEqual(membersOf('ChatKitFetchOptions').sort());
    expect(listed.length).toBeGreaterThan(5);
  });

  it('has everything that the helper gives', () => {
    for (const name of [...membersOf('ChatKitFetch'), ...membersOf('ResumeOptions')]) {
      expect([
        name,
        page.includes(`\`${name}`) || page.includes(`${name},`) || page.includes(`${name}}`),
      ]).toEqual([name, true]);
    }
  });

  it('says how much a page has to load, which is its own files alone', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ['client/browser/index.ts'],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      metafile: true,
    });
    expect(Object.keys(metafile.inputs).filter((file) => !file.startsWith('client/browser/'))).toEqual([]);
    const bytes = gzipSync(outputFiles[0]!.contents).length;
    const [, said] = /It is (\d+) KB, compressed/.exec(page)!;
    expect(Math.round(bytes / 1024)).toBe(Number(said));
    expect(bytes).toBeLessThan(6 * 1024);
  });
});
