import type { LiveEvent } from './options.js';

/** Items that a stream has begun and not ended. */
export function unfinishedItems() {
  const open = new Set<string>();
  return {
    note(event: LiveEvent): void {
      const id = (event.item as { id?: string } | undefined)?.id ?? (event.item_id as string | undefined);
      if (id === undefined) return;
      if (event.type === 'thread.item.added') open.add(id);
      else open.delete(id);
    },
    /** Those that are not among what is stored: they were given up. */
    without: (stored: { id: string }[]): string[] =>
      [...open].filter((id) => !stored.some((item) => item.id === id)),
  };
}
