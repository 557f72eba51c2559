import {
  adding,
  completing,
  deleting,
  describing,
  listing,
  renaming,
  reopening,
  talk,
  type Intent,
  type Rule,
} from './demo-rules.js';

// From a sentence to what is wanted. What the sentences look like stands in the rules.

/** Wishes that wrap another sentence: "I want to see my tasks" is a list, "I need to see my tasks" too. */
const wish = /^(?:i|we)\s+(?:want to|wanna|wish to|need to|have to)\s+(.+)$/is;
const politeStart =
  /^(?:(?:hey|hi|hello|ok|okay|so|well|now|and|then|also|please|pls|kindly|just|actually|alright|right|great|thanks|yes)[,!.]?\s+(?=\S)|(?:can|could|would|will)\s+(?:you|u|we|i)\s+(?:please\s+|maybe\s+)?|(?:i['’]?d|i would)\s+like\s+(?:you\s+)?to\s+|i\s+want\s+you\s+to\s+|let['’]?s\s+|let me\s+|go ahead and\s+|help me\s+(?:to\s+)?)/i;
const politeEnd = /[,]?\s+(?:please|pls|thanks|thank you|for me|will you|would you|ok|okay)\s*[.!?]*$/i;

const askedToDo = /\b(?:can|could|would|will) (?:you|u|we|i)\b/i;

/** More than this says nothing about what is wanted, and keeps the patterns fast. */
const maxLength = 2500;

/** What a sentence wants. Never throws, whatever the text. */
export function toIntent(text: string): Intent {
  const sentence = text
    .slice(0, maxLength)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim();
  const bare = withoutPoliteness(sentence);
  const plain = withoutEnd(bare);
  const wished = wish.exec(plain)?.[1];
  return (
    match(withoutEnd(sentence) || sentence, talk) ??
    (wished === undefined ? undefined : match(wished, listing)) ??
    match(bare, [...describing, ...renaming]) ??
    match(plain, [...listing, ...reopening, ...deleting, ...completing]) ??
    match(bare, adding) ??
    wishedFor(bare) ??
    match(plain, talk) ?? { kind: 'unknown', text: plain }
  );
}

/** "I want to delete 2" is the command; "I want to learn Spanish" is none. */
function wishedFor(sentence: string): Intent | undefined {
  const [, inner] = /^(?:i|we)\s+(?:want to|wanna|wish to)\s+(.+)$/is.exec(sentence) ?? [];
  if (!inner) return undefined;
  const intent = toIntent(inner);
  return intent.kind === 'unknown' ? undefined : intent;
}

function match(sentence: string, rules: readonly Rule[]): Intent | undefined {
  for (const [pattern, toResult] of rules) {
    const found = pattern.exec(sentence);
    const intent = found && toResult(...found.slice(1), found[0]);
    if (intent) return intent;
  }
  return undefined;
}

function withoutPoliteness(sentence: string): string {
  let bare = sentence;
  for (let before = ''; before !== bare;) {
    before = bare;
    bare = bare.replace(politeStart, '').replace(politeEnd, '');
  }
  // The question mark belonged to "can you …?", and not to what is to be done.
  return askedToDo.test(sentence) ? bare.replace(/[?\s]+$/, '') : bare.trim();
}

function withoutEnd(sentence: string): string {
  return sentence.replace(/[?!.\s]+$/, '');
}
