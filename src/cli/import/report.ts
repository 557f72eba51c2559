import type { Problem } from './source.js';

/** Ids or places that are named for each kind of problem. */
const examplesPerReason = 5;

export interface Counts {
  /** In the source. */
  found: number;
  /** Added by this run; in a dry run, what could be added at most. */
  added: number;
  /** Here already, from a run before. */
  known: number;
  /** Without a place here. */
  skipped: number;
}

const none = (): Counts => ({ found: 0, added: 0, known: 0, skipped: 0 });

/** What an import did, or would do. */
export class ImportReport {
  readonly threads = none();
  readonly items = none();
  readonly tasks = none();
  /** Items that were mapped, by the type that they have here. */
  readonly types: Record<string, number> = {};
  private readonly reasons = new Map<string, { count: number; examples: string[] }>();

  constructor(readonly isDryRun: boolean) {}

  get hasProblems(): boolean {
    return this.reasons.size > 0;
  }

  addType(type: string): void {
    this.types[type] = (this.types[type] ?? 0) + 1;
  }

  addProblem({ reason, where }: Problem): void {
    const met = this.reasons.get(reason) ?? { count: 0, examples: [] };
    met.count++;
    if (met.examples.length < examplesPerReason) met.examples.push(where);
    this.reasons.set(reason, met);
  }

  toJSON() {
    const { threads, items, tasks, types, isDryRun } = this;
    const problems = [...this.reasons].map(([reason, met]) => ({ reason, ...met }));
    return { dry_run: isDryRun, threads, items, tasks, types, problems };
  }

  toLines(): string[] {
    const added = this.isDryRun ? 'to add' : 'added';
    const line = (name: string, { found, added: count, known, skipped }: Counts) =>
      `${name.padEnd(9)}${found} found, ${count} ${added}${this.isDryRun ? '' : `, ${known} here already`}, ${skipped} skipped`;
    const types = Object.entries(this.types).map(
      ([type, count]) => `  ${String(count).padStart(7)}  ${type}`,
    );
    const problems = [...this.reasons].flatMap(([reason, { count, examples }]) => [
      `  ${String(count).padStart(7)}  ${reason}`,
      `           ${examples.join(', ')}${count > examples.length ? ', …' : ''}`,
    ]);
    return [
      line('threads', this.threads),
      line('items', this.items),
      ...(this.tasks.found ? [line('tasks', this.tasks)] : []),
      ...(types.length ? ['', 'Items by what they are here:', ...types] : []),
      ...(problems.length ? ['', 'What has no place here:', ...problems] : []),
    ];
  }
}
