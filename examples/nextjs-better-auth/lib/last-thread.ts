/** The conversation that a person had open last in this browser. A browser that forbids storage forgets it. */
export function lastThreadOf(userId: string) {
  const key = `chat.thread.${userId}`;
  const attempt = <T>(use: () => T): T | null => {
    try {
      // On the server there is nothing to remember.
      return typeof window === 'undefined' ? null : use();
    } catch {
      return null;
    }
  };
  return {
    get: () => attempt(() => localStorage.getItem(key)),
    set: (threadId: string | null) =>
      void attempt(() => (threadId ? localStorage.setItem(key, threadId) : localStorage.removeItem(key))),
  };
}
