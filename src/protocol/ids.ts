import { uuidv7obj } from 'uuidv7';

/** Id prefixes of the protocol, by what is named. Widgets, images and structured inputs are messages to it. */
export const idPrefixes = {
  thread: 'thr',
  message: 'msg',
  tool_call: 'tc',
  task: 'tsk',
  workflow: 'wf',
  attachment: 'atc',
  sdk_hidden_context: 'shcx',
  turn: 'trn',
  request: 'req',
  session: 'ses',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Kinds that a thread item's id can be made for. */
export type ItemIdKind = Exclude<IdKind, 'thread' | 'attachment' | 'turn' | 'request' | 'session'>;

/**
 * A new id: the kind's prefix, `_`, and a UUIDv7 as 32 hex digits. Ids made by one process sort by time,
 * and carry 74 random bits besides.
 */
export function newId(kind: IdKind): string {
  // `toHex()` puts a string together from 32 pieces, and each piece takes 32 bytes for as long as the id lives.
  return `${idPrefixes[kind]}_${Buffer.from(uuidv7obj().bytes).toString('hex')}`;
}
