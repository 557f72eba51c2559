import { existsSync, readFileSync } from 'node:fs';

interface Manifest {
  main: string;
  types: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
}

describe('the package', () => {
  it('has every file that it names as an entry', () => {
    const { main, types, bin, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    const entries = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : [entry.types, entry.default],
    );
    for (const path of [main, types, ...Object.values(bin), ...entries])
      expect([path, existsSync(path)]).toEqual([path, true]);
  });

  it('has the entry for tests beside its own, with no name in common', async () => {
    const [library, testing] = await Promise.all([
      import('../src/index.js'),
      import('../src/testing/index.js'),
    ]);
    expect(Object.keys(testing)).toEqual(
      expect.arrayContaining([
        'ChatKitTestClient',
        'ScriptedResponder',
        'threadStoreContract',
        'turnLedgerContract',
      ]),
    );
    expect(Object.keys(testing).filter((name) => name in library)).toEqual([]);
  });

  it('gives one name to one thing', async () => {
    const library = await import('../src/index.js');
    expect(Object.keys(library)).toEqual(
      expect.arrayContaining([
        'ChatKitModule',
        'Responder',
        'ThreadStore',
        'MemoryThreadStore',
        'ThreadItem',
      ]),
    );
  });
});
