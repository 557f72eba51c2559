import { AttachmentBytesEntity } from '../attachments/attachment-bytes.entity.js';
import { AttachmentKeyEntity } from '../attachments/attachment-key.entity.js';
import { ChatSessionEntity } from '../auth/sessions/chat-session.entity.js';
import { SignOutEntity } from '../auth/sessions/sign-out.entity.js';
import { TaskListEntity } from '../tasks/task-list.entity.js';
import { TaskEntity } from '../tasks/task.entity.js';
import { AttachmentEntity } from '../threads/attachment.entity.js';
import { FeedbackEntity } from '../threads/feedback.entity.js';
import { PausedRunEntity } from '../threads/paused-run.entity.js';
import { ThreadItemEntity } from '../threads/thread-item.entity.js';
import { ThreadEntity } from '../threads/thread.entity.js';
import { TurnEntity } from '../threads/turn.entity.js';
import { TurnKeyEntity } from '../threads/turn-key.entity.js';
import { DailyUsageEntity } from '../usage/daily-usage.entity.js';

/** Every table that the data source knows. */
export const entities = [
  ThreadEntity,
  ThreadItemEntity,
  TurnEntity,
  TurnKeyEntity,
  AttachmentEntity,
  FeedbackEntity,
  PausedRunEntity,
  TaskEntity,
  TaskListEntity,
  ChatSessionEntity,
  SignOutEntity,
  DailyUsageEntity,
  AttachmentBytesEntity,
  AttachmentKeyEntity,
];
