import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, Length, Matches } from 'class-validator';
import { InvalidRequestError } from '../protocol/parse-request.js';

// Bodies of the routes that send or save a message.

const wanted = { message: 'must be a text that is not blank' };
const idText = { message: 'must be an id of 1 to 200 characters' };
const notBlank = /\S/;
/** Earlier clients send numbers. */
const numberToText = ({ value }: TransformFnParams): unknown =>
  Number.isSafeInteger(value) ? String(value) : value;
const toLowerCase = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' ? value.toLowerCase() : value;

/** `POST /api/chatkit/messages`: a `message` to answer, or with a `role` the `content` of one to save. */
export class MessageRequest {
  @IsOptional()
  @Length(1, 200, idText)
  thread_id?: string;

  @IsOptional()
  @Matches(notBlank, wanted)
  message?: string;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  background?: boolean;

  @IsOptional()
  @IsIn(['user', 'assistant'], { message: 'must be user or assistant' })
  @Transform(toLowerCase)
  role?: 'user' | 'assistant';

  @IsOptional()
  @Matches(notBlank, wanted)
  content?: string;

  @IsOptional()
  @Length(1, 200, idText)
  @Transform(numberToText)
  conversation_id?: string;

  @IsOptional()
  @Length(1, 200, idText)
  message_id?: string;

  @IsOptional()
  @Length(1, 200, idText)
  client_id?: string;

  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'must be a date such as 2026-01-31T12:00:00Z' })
  created_at?: string;
}

/** `POST /api/{user_id}/chat` and `POST /api/chat-test`. */
export class ChatRequest {
  @Matches(notBlank, wanted)
  message!: string;

  @IsOptional()
  @Length(1, 200, idText)
  @Transform(numberToText)
  conversation_id?: string;

  @IsOptional()
  @IsString({ message: 'must be a text' })
  @Length(1, 200, idText)
  user_id?: string;
}

/** A message that waits for an answer. */
export interface SentMessage {
  threadId?: string;
  text: string;
  /** The sender does not wait for the answer. */
  isInBackground: boolean;
}

/** A message that was said elsewhere. */
export interface SavedMessage {
  threadId?: string;
  conversationId?: string;
  role: 'user' | 'assistant';
  text: string;
  key?: string;
  createdAt?: Date;
}

/**
 * Which of the two a body asks for.
 * @throws InvalidRequestError naming what does not go together, or is missing.
 */
export function toMessage(body: MessageRequest): SentMessage | SavedMessage {
  return body.role === undefined ? toSent(body) : toSaved(body, body.role);
}

function toSent(body: MessageRequest): SentMessage {
  for (const field of ['content', 'message_id', 'client_id', 'created_at', 'conversation_id'] as const) {
    if (body[field] !== undefined) {
      refuse(
        field,
        'saves a message and needs a role; to have one answered, send message and thread_id alone',
      );
    }
  }
  if (body.message === undefined) refuse('message', 'is required; to save a message, send role and content');
  return { threadId: body.thread_id, text: body.message, isInBackground: body.background ?? false };
}

function toSaved(body: MessageRequest, role: SavedMessage['role']): SavedMessage {
  const { thread_id, conversation_id, message, content, message_id, client_id, created_at } = body;
  if (message !== undefined) {
    refuse('message', 'is to be answered, and goes without a role; put the text to save into content');
  }
  if (body.background !== undefined) {
    refuse('background', 'is for a message that is answered; leave it out with a role');
  }
  if (content === undefined) refuse('content', 'is required with a role');
  if (thread_id !== undefined && conversation_id !== undefined) {
    refuse('conversation_id', 'and thread_id do not go together; send one of them');
  }
  if (message_id !== undefined && client_id !== undefined && message_id !== client_id) {
    refuse('client_id', 'and message_id mean the same; send one of them');
  }
  return {
    threadId: thread_id,
    conversationId: conversation_id,
    role,
    text: content,
    key: message_id ?? client_id,
    ...(created_at !== undefined && { createdAt: new Date(created_at) }),
  };
}

function refuse(path: string, message: string): never {
  throw new InvalidRequestError([{ path, message }]);
}
