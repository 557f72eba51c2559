import type { Case } from '../case.js';
import { actions } from './actions.js';
import { asked } from './asked.js';
import { browsers } from './browsers.js';
import { feedback } from './feedback.js';
import { fileCases } from './files.js';
import { isolation } from './isolation.js';
import { leaving } from './leaving.js';
import { observed } from './observed.js';
import { pages } from './pages.js';
import { pending, pendingRequests } from './pending.js';
import { requests } from './requests.js';
import { retries } from './retry.js';
import { threads } from './threads.js';
import { threadsCreate } from './threads-create.js';
import { turns } from './turns.js';
import { unknownThreads } from './unknown-ids.js';
import { wire } from './wire.js';

/** Every case, in the order in which they run. What is observed over all answers comes last. */
export const allCases: readonly Case[] = [
  ...threadsCreate,
  ...turns,
  ...threads,
  ...pages,
  ...retries,
  ...pending,
  ...pendingRequests,
  ...asked,
  ...actions,
  ...feedback,
  ...fileCases,
  ...leaving,
  ...unknownThreads,
  ...isolation,
  ...requests,
  ...browsers,
  ...wire,
  ...observed,
];
