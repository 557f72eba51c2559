import type { KeyValueStorage } from './options.js';

// What is used of the page around. On a server that renders there is none, and nothing here minds.

interface Surroundings {
  sessionStorage?: KeyValueStorage;
  location?: { origin: string };
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
}

const page = globalThis as Surroundings;

/** The origin of the page, or nothing where there is no page. */
export const pageOrigin = (): string | undefined => page.location?.origin;

/** The tab's storage. A browser that forbids it throws at the mere mention. */
export function tabStorage(): KeyValueStorage | undefined {
  try {
    return page.sessionStorage;
  } catch {
    return undefined;
  }
}

/** Whether the page is going away: what is aborted then was not stopped by a person. */
export class PageLife {
  isLeaving = false;

  constructor() {
    page.addEventListener?.('pagehide', this.#leave);
    page.addEventListener?.('pageshow', this.#return);
  }

  readonly #leave = (): void => void (this.isLeaving = true);
  readonly #return = (): void => void (this.isLeaving = false);

  dispose(): void {
    page.removeEventListener?.('pagehide', this.#leave);
    page.removeEventListener?.('pageshow', this.#return);
  }
}
