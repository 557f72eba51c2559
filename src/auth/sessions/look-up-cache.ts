interface Entry<Value> {
  loadedAt: number;
  value: Promise<Value>;
}

/**
 * Remembers what was looked up, for a while. Look-ups of the same key that come together share one; one that fails is
 * not remembered. When there are too many, those that were looked up longest ago go.
 */
export class LookUpCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly forMs: number,
    private readonly maxEntries: number,
  ) {}

  get(key: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key);
    if (known && performance.now() - known.loadedAt < this.forMs) return known.value;
    // The time before the look-up: what it finds may be out of date by the moment that it returns.
    const entry = { loadedAt: performance.now(), value: load() };
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    if (this.entries.size > this.maxEntries) this.entries.delete(this.entries.keys().next().value!);
    return entry.value;
  }

  /** Keys that begin so are looked up anew when they are next asked for. */
  forget(beginning: string): void {
    for (const key of this.entries.keys()) {
      if (key.startsWith(beginning)) this.entries.delete(key);
    }
  }
}
