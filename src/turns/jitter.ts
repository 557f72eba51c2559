/** How often a turn of another process is looked after in the storage, in milliseconds. */
const lookEveryMs = 250;

/**
 * The pause, up to a quarter shorter or longer: processes that began to wait at the same moment must not all come back
 * at the same moment.
 */
export const jittered = (pauseMs: number): number => pauseMs * (0.75 + Math.random() / 2);

/** How long to wait, in milliseconds, before a turn of another process is looked after again. */
export const nextLookMs = (): number => jittered(lookEveryMs);
