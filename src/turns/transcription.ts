import type { Transcription } from '../protocol/answers.js';
import { ChatKitError } from '../protocol/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { RequestContext } from './context.js';
import type { TurnParts } from './turn-parts.js';

/** Without groups: those would take a stack as deep as the recording is long. */
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The words of a recording. Base64 is read strictly: what is damaged must not be transcribed as if it were whole. */
export async function transcribe(
  { responder }: TurnParts,
  { audio_base64, mime_type }: RequestOf<'input.transcribe'>['params'],
  context: RequestContext,
): Promise<Transcription> {
  if (audio_base64.length % 4 !== 0 || !base64.test(audio_base64)) {
    throw new ChatKitError('bad_request', 'params.audio_base64: must be base64 with its padding');
  }
  const data = new Uint8Array(Buffer.from(audio_base64, 'base64'));
  const media_type = mime_type.split(';', 1)[0]!.trim();
  const { text } = await responder.transcribe({ data, mime_type, media_type }, context);
  return { text };
}
