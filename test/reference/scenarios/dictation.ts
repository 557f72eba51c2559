import { request, type Scenario } from '../scenario.js';

const dictate = (audio_base64: string, mime_type = 'audio/webm;codecs=opus') => ({
  ...request('input.transcribe', { audio_base64, mime_type }),
  returns: { text: 'Hello' },
});
const notOffered = { status: 501, body: { code: 'not_available' } };

/** What is dictated. */
export const dictationScenarios: Scenario[] = [
  {
    name: 'a recording',
    cites: '[E115 E116 E117 E118 E119]',
    exchanges: [dictate('AAECAwQ='), dictate('/w==', 'audio/mp4'), dictate('', 'audio/ogg')],
  },
  {
    name: 'a recording whose type has a space in it',
    exchanges: [dictate('AAEC', 'audio/ogg ; codecs=opus')],
    differs: {
      calls: {
        why: '2.16: white space is not part of the type',
        ours: [{ mime_type: 'audio/ogg ; codecs=opus', media_type: 'audio/ogg' }],
      },
    },
  },
  {
    name: 'a recording in base64 that is damaged',
    cites: '[Q43]',
    exchanges: [dictate('AAEC!AwQ='), dictate('AAE')],
    differs: {
      0: { why: 'Q43: base64 is read strictly', ours: { status: 400, body: { code: 'bad_request' } } },
      1: { why: 'Q4: the caller’s fault', ours: { status: 400, body: { code: 'bad_request' } } },
      calls: { why: 'Q43: no hook is asked', ours: [] },
    },
  },
  {
    name: 'a recording that no hook reads',
    bare: true,
    exchanges: [dictate('AAEC')],
    differs: { 0: { why: '1.4: not offered', ours: notOffered } },
  },
];
