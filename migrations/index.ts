import { CreateThreads1795200000000 } from './1795200000000-create-threads.js';
import { CreateTurns1795200001000 } from './1795200001000-create-turns.js';
import { CreateAttachments1795200002000 } from './1795200002000-create-attachments.js';
import { CreateFeedback1795200003000 } from './1795200003000-create-feedback.js';
import { CreateTasks1795200004000 } from './1795200004000-create-tasks.js';
import { AddItemSearch1795200005000 } from './1795200005000-add-item-search.js';
import { IndexPendingToolCalls1795200006000 } from './1795200006000-index-pending-tool-calls.js';
import { AddModelAttempts1795200007000 } from './1795200007000-add-model-attempts.js';
import { CreatePausedRuns1795200008000 } from './1795200008000-create-paused-runs.js';
import { CreateChatSessions1795200009000 } from './1795200009000-create-chat-sessions.js';
import { AddTenants1795200011000 } from './1795200011000-add-tenants.js';
import { AddTaskTenants1795200011001 } from './1795200011001-add-task-tenants.js';
import { FileThreads1795200012000 } from './1795200012000-file-threads.js';
import { CreateDailyUsage1795200014000 } from './1795200014000-create-daily-usage.js';
import { AddCancelRequests1795200015000 } from './1795200015000-add-cancel-requests.js';
import { CreateTurnKeys1795200016000 } from './1795200016000-create-turn-keys.js';
import { CreateAttachmentBytes1795200017000 } from './1795200017000-create-attachment-bytes.js';

/** Every migration, oldest first. A new one is added at the end; one that was released is never changed. */
export const migrations = [
  CreateThreads1795200000000,
  CreateTurns1795200001000,
  CreateAttachments1795200002000,
  CreateFeedback1795200003000,
  CreateTasks1795200004000,
  AddItemSearch1795200005000,
  IndexPendingToolCalls1795200006000,
  AddModelAttempts1795200007000,
  CreatePausedRuns1795200008000,
  CreateChatSessions1795200009000,
  AddTenants1795200011000,
  AddTaskTenants1795200011001,
  FileThreads1795200012000,
  CreateDailyUsage1795200014000,
  AddCancelRequests1795200015000,
  CreateTurnKeys1795200016000,
  CreateAttachmentBytes1795200017000,
];
