import type { Thread } from '../../../src/protocol/thread';

export interface DayGroup {
  label: string;
  threads: Thread[];
}

/** The threads under the days that a person thinks in, in the order given. */
export function dayGroups(threads: readonly Thread[], now = new Date()): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const thread of threads) {
    const label = dayOf(new Date(thread.created_at), now);
    const group = groups.find((each) => each.label === label);
    if (group) group.threads.push(thread);
    else groups.push({ label, threads: [thread] });
  }
  return groups;
}

function dayOf(date: Date, now: Date): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const lastWeek = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 6);
  if (date >= midnight) return 'Today';
  if (date >= yesterday) return 'Yesterday';
  return date >= lastWeek ? 'Last 7 days' : 'Earlier';
}

/** The thread's title, or, where it has none, when it began. */
export function titleOfThread({ title, created_at }: Pick<Thread, 'title' | 'created_at'>): string {
  if (title) return title;
  const began = new Date(created_at);
  return `Conversation at ${began.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}`;
}
