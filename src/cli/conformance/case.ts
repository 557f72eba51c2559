import type { OperationType } from '../../protocol/requests.js';
import type { World } from './world.js';

/** `must`: a ChatKit client would break. `should`: better behaviour, which no client depends on. */
export type Level = 'must' | 'should';

/** What a case is about: an operation, or what holds for all of them. */
export type Subject = OperationType | 'transport';

/** One thing that can be seen from outside. */
export interface Case {
  /** Its subject, a slash, and a name within it. Known failures are listed by it. */
  name: `${Subject}/${string}`;
  level: Level;
  /** Edge lines (E), quirks (Q) and sections (§) of the protocol document. */
  rules: string;
  /** What must hold. */
  sentence: string;
  /** @throws Unmet when it does not hold, NotSeen when it could not be looked at. */
  check(world: World): Promise<void>;
}

export const subjectOf = ({ name }: Pick<Case, 'name'>): Subject => name.split('/')[0] as Subject;
