import { AddItemSearch1795200005000 } from '../../migrations/1795200005000-add-item-search.js';
import { CreateAttachments1795200002000 } from '../../migrations/1795200002000-create-attachments.js';
import { CreateFeedback1795200003000 } from '../../migrations/1795200003000-create-feedback.js';
import { CreatePausedRuns1795200008000 } from '../../migrations/1795200008000-create-paused-runs.js';
import { CreateThreads1795200000000 } from '../../migrations/1795200000000-create-threads.js';
import { CreateTurns1795200001000 } from '../../migrations/1795200001000-create-turns.js';
import { IndexPendingToolCalls1795200006000 } from '../../migrations/1795200006000-index-pending-tool-calls.js';
import { AddModelAttempts1795200007000 } from '../../migrations/1795200007000-add-model-attempts.js';
import { AddTenants1795200011000 } from '../../migrations/1795200011000-add-tenants.js';
import { FileThreads1795200012000 } from '../../migrations/1795200012000-file-threads.js';
import { AddCancelRequests1795200015000 } from '../../migrations/1795200015000-add-cancel-requests.js';
import { CreateTurnKeys1795200016000 } from '../../migrations/1795200016000-create-turn-keys.js';
import { AttachmentEntity } from '../threads/attachment.entity.js';
import { FeedbackEntity } from '../threads/feedback.entity.js';
import { PausedRunEntity } from '../threads/paused-run.entity.js';
import { ThreadItemEntity } from '../threads/thread-item.entity.js';
import { ThreadEntity } from '../threads/thread.entity.js';
import { TurnEntity } from '../threads/turn.entity.js';
import { TurnKeyEntity } from '../threads/turn-key.entity.js';

// What an application adds to a `DataSource` of its own for `TypeOrmThreadStore` and `TypeOrmTurnLedger`: everything
// of the server's schema but the tasks, sessions, sign-outs and daily usage.

/** The tables of threads, items, turns and their keys, attachments, feedback and paused runs. PostgreSQL only. */
export const chatKitEntities = [
  ThreadEntity,
  ThreadItemEntity,
  TurnEntity,
  TurnKeyEntity,
  AttachmentEntity,
  FeedbackEntity,
  PausedRunEntity,
];

/** The migrations that make them, oldest first. They can stand before or behind the application's own. */
export const chatKitMigrations = [
  CreateThreads1795200000000,
  CreateTurns1795200001000,
  CreateAttachments1795200002000,
  CreateFeedback1795200003000,
  AddItemSearch1795200005000,
  IndexPendingToolCalls1795200006000,
  AddModelAttempts1795200007000,
  CreatePausedRuns1795200008000,
  AddTenants1795200011000,
  FileThreads1795200012000,
  AddCancelRequests1795200015000,
  CreateTurnKeys1795200016000,
];
