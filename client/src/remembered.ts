// What this browser remembers between visits. A browser that forbids storage forgets, and the page still works.

function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Private windows and full disks: nothing is lost but the memory itself.
  }
}

export interface Remembered {
  get(): string | null;
  set(value: string | null): void;
}

const remembered = (storage: () => Storage, key: string): Remembered => ({
  get: () => read(storage, key),
  set: (value) => write(storage, key, value),
});

/** The thread that a user had open last. */
export const lastThreadOf = (user: string) => remembered(() => localStorage, `nestjs-chatkit.thread.${user}`);

/** The demo user that was chosen last. */
export const lastDemoUser = remembered(() => localStorage, 'nestjs-chatkit.user');

/** The token that a person pasted. Gone with the tab. */
export const pastedToken = remembered(() => sessionStorage, 'nestjs-chatkit.token');
