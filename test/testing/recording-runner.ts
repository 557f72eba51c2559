import type { TestRunner } from '../../src/testing/contract.js';

/** A runner that only takes note of the cases, and runs them when it is told to. */
export class RecordingRunner implements TestRunner {
  readonly cases: { title: string; check: () => Promise<void> }[] = [];
  private readonly groups: string[] = [];

  readonly describe = (name: string, body: () => void): void => {
    this.groups.push(name);
    body();
    this.groups.pop();
  };

  readonly it = (title: string, check: () => Promise<void>): void => {
    this.cases.push({ title: [...this.groups, title].join(' > '), check });
  };

  /** Runs all cases, one after another, and gives the titles of those that fail. */
  async failures(): Promise<string[]> {
    const failed: string[] = [];
    for (const { title, check } of this.cases) {
      await check().catch(() => failed.push(title));
    }
    return failed;
  }
}
