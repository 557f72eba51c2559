import { readdirSync, readFileSync } from 'node:fs';
import { codeIn, tableRows } from './tables.js';

const count = 233;
const document = readFileSync('docs/requirements.md', 'utf8');

/** A requirement, as the document tells it. */
interface Requirement {
  number: number;
  /** From the repository's root. */
  files: string[];
  /** Begins with why no file is named, if none is. */
  shown: string;
}
const requirements = [...document.matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)].map(
  ([, number, , shown]): Requirement => ({ number: Number(number), shown: shown!, files: filesIn(shown!) }),
);

/** Files that cite a number at the end of a title. Our own tests, and the published ones that they run. */
const cited = new Map<number, Set<string>>();
/** What looks like a citation, and is in no form that is read. */
const unread: string[] = [];
for (const file of ['test', 'src/testing'].flatMap(sourcesIn)) readCitations(file);

describe('what was asked of this server', () => {
  it('is listed whole: every number once', () => {
    const numbers = requirements.map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('is shown by tests, or has a reason in the place of one', () => {
    const reason = /^(?:Not built yet|Otherwise): \S/;
    const without = requirements.filter(({ files, shown }) => (files.length === 0) !== reason.test(shown));
    expect(without).toEqual([]);
  });

  it('is cited by every file that is said to show it', () => {
    const missing = requirements.flatMap(({ number, files }) =>
      files.filter((file) => !cited.get(number)?.has(file)).map((file) => `${number}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('is cited by none when it is not built', () => {
    const built = requirements.filter(
      ({ number, shown }) => /Not built yet: /.test(shown) && cited.has(number),
    );
    expect(built).toEqual([]);
  });

  it('is what the tests cite: no other number, in one form', () => {
    expect([...cited.keys()].filter((number) => number < 1 || number > count)).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('names packages for what was mandated that are here (row 233)', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>;
    const here = ['dependencies', 'peerDependencies', 'devDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind]!),
    );
    const named = tableRows(document, 'Mandated').flatMap(([, , packages]) => codeIn(packages!));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !here.includes(name))).toEqual([]);
  });
});

/** The sources that stand first in a cell: below `test/`, or from the root where they begin with `src/`. */
function filesIn(shown: string): string[] {
  return codeIn(/^(?:`[^`]+\.ts`(?:, )?)*/.exec(shown)![0]).map((name) =>
    name.startsWith('src/') ? name : `test/${name}`,
  );
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

/** A citation ends a title; ids of other lists may follow it, in brackets of their own. */
function readCitations(file: string): void {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (/^\s*(?:\/?\*|\/\/)/.test(line)) continue;
    const rest = line.replace(
      /\((?:row (\d+)|rows (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*))\)(?=(?: (?:\([^)]*\)|\[[^\]]*\]))*['"`])/g,
      (_, one?: string, several?: string) => {
        for (const number of numbersIn(one ?? several!)) {
          cited.set(number, (cited.get(number) ?? new Set()).add(file));
        }
        return '';
      },
    );
    if (/\(rows? \d|[[ ]R\d+[\],]/.test(rest)) unread.push(`${file}: ${rest.trim()}`);
  }
}

/** `9, 12-14` as 9, 12, 13 and 14. */
function numbersIn(list: string): number[] {
  return list.split(', ').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
