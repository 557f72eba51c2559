// Dictation: a recording comes in, its words go back into the composer. The server has decoded the base64 and bounded
// its size; the transcriber here only says what it got. Put a call to a real one in its place.
//
//   curl -N localhost:8010/transcription --json '{"type":"input.transcribe","params":{"audio_base64":"AAECAwQFBgc=","mime_type":"audio/webm;codecs=opus"}}'

import {
  ChatKitError,
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  userText,
  type AudioInput,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type Transcription,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

/** What the browsers' recorders make. */
const known: ReadonlySet<string> = new Set(['audio/webm', 'audio/mp4', 'audio/ogg']);

export class TranscriptionServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    yield* streamText(thread, wordByWord(`You said: ${userText(message?.content ?? [])}`));
  }

  override async transcribe({ data, media_type }: AudioInput): Promise<Transcription> {
    if (!known.has(media_type)) throw new ChatKitError('bad_request', `"${media_type}" is not a recording.`);
    return { text: `A recording of ${data.byteLength} bytes (${media_type}).` };
  }
}
