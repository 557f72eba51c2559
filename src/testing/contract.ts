// A contract is a table of titles and of what each checks. It knows no test framework: whoever runs it brings one.

/** What jest, vitest and `node:test` have in common, and all that a contract needs of them. */
export interface TestRunner {
  describe: (name: string, body: () => void) => unknown;
  it: (title: string, body: () => Promise<void>) => unknown;
}

/** By title. Each case is given a scene of its own, with people and threads that no other case knows. */
export type Cases<Scene> = Readonly<Record<string, (scene: Scene) => Promise<void>>>;

/**
 * Registers all cases with a runner, in groups.
 * @param arrange Makes the scene of one case.
 * @param runner By default the global `describe` and `it`.
 */
export function registerContract<Scene>(
  name: string,
  groups: Readonly<Record<string, Cases<Scene>>>,
  arrange: () => Promise<Scene>,
  runner: TestRunner = globalRunner(),
): void {
  runner.describe(name, () => {
    for (const [group, cases] of Object.entries(groups)) {
      runner.describe(group, () => {
        for (const [title, check] of Object.entries(cases)) {
          runner.it(title, async () => check(await arrange()));
        }
      });
    }
  });
}

/** The cases of one table for each of some values, as a table again. */
export function forEach<Value, Scene>(
  values: readonly Value[],
  casesFor: (value: Value) => Cases<Scene>,
): Cases<Scene> {
  return Object.assign({}, ...values.map(casesFor)) as Cases<Scene>;
}

/** @throws Error when the runner in use has no global functions, as `node:test` has none. */
function globalRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (describe && it) return { describe, it };
  throw new Error(
    'There are no global `describe` and `it`. Hand in those of your test runner: { describe, it }.',
  );
}
