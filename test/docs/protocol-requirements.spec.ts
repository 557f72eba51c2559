import { readdirSync, readFileSync } from 'node:fs';

const document = readFileSync('docs/protocol-requirements.md', 'utf8');
const required = [...document.matchAll(/^\| ([EQ]\d+) +\|/gm)].map(([, id]) => id!);

/** Our own tests, and the published ones that they run. */
const folders = ['test', 'src/testing'];

/** Where each id is cited: in brackets, alone or with others, anywhere in a test or in the data of one. */
function citations(): Map<string, string[]> {
  const cited = new Map<string, string[]>();
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    for (const [, ids] of readFileSync(file, 'utf8').matchAll(/\[((?:[EQ]\d+)(?: [EQ]\d+)*)\]/g)) {
      for (const id of ids!.split(' ')) cited.set(id, [...(cited.get(id) ?? []), file]);
    }
  }
  return cited;
}

describe('what the protocol asks', () => {
  const cited = citations();

  it('is listed whole: 235 cases and 50 quirks, each once', () => {
    const ids = [...numbered('E', 235), ...numbered('Q', 50)];
    expect(required).toEqual(ids);
  });

  it('is proved: every rule is cited by a test', () => {
    expect(required.filter((id) => !cited.has(id))).toEqual([]);
  });

  it('is what the tests cite: no id that is not listed', () => {
    const unknown = [...cited].filter(([id]) => !required.includes(id));
    expect(unknown).toEqual([]);
  });
});

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}
