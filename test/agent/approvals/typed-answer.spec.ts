import { toTypedAnswer } from '../../../src/agent/approvals/typed-answer.js';
import { userMessage } from '../../../src/testing/builders.js';

const read = (text: string, more = {}) => toTypedAnswer(userMessage('thr_1', text, more));

describe('a message while the assistant waits for an answer', () => {
  it.each([
    'yes',
    'Yes.',
    ' YES! ',
    'yes  please',
    'ok',
    'go ahead',
    'Ja',
    'Einverstanden.',
    'Sí',
    'si',
    'd’accord',
    'Oui !',
    'はい。',
    '承認します',
    'Sim',
    'pode',
  ])('is a yes when it is nothing but one: %j', (text) => {
    expect(read(text)).toEqual({ kind: 'yes' });
  });

  it.each(['no', 'No!', 'nein, danke', 'no gracias', 'non merci', 'いいえ', 'não', 'nao', 'Cancel', 'don’t'])(
    'is a no when it is nothing but one: %j',
    (text) => {
      expect(read(text)).toEqual({ kind: 'no' });
    },
  );

  it.each([
    'No, because I still need it',
    'no because I still need it',
    'Nein, das brauche ich noch.',
    'nein weil ich es noch brauche',
    'No, porque aún lo necesito',
    'Non, j’en ai besoin',
    'いいえ、まだ使います',
    'não, ainda preciso',
    'no - wait',
  ])('is a no with the person’s own words as the reason: %j', (text) => {
    expect(read(text)).toEqual({ kind: 'no', reason: text });
  });

  it.each([
    '',
    'yes, but delete number 4 too',
    'yes?',
    'is that ok?',
    'say yes',
    'no way to tell',
    'nobody, please',
    'none',
    'jamais',
    'notes: buy milk',
    'show my list',
  ])('is something else when it says more, or asks: %j', (text) => {
    expect(read(text)).toEqual({ kind: 'other' });
  });

  it('is something else when it quotes a passage, or mentions or attaches something', () => {
    expect(read('yes', { quoted_text: 'the second one' })).toEqual({ kind: 'other' });
    const tag = { type: 'input_tag', id: 't', text: 'yes', data: {}, interactive: false } as const;
    expect(read('', { content: [tag] })).toEqual({ kind: 'other' });
    const attachment = { type: 'file', id: 'atc_1', name: 'a', mime_type: 'text/plain' } as const;
    expect(read('yes', { attachments: [attachment] })).toEqual({ kind: 'other' });
  });
});
