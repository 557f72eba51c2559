import { wellFormedLine } from '../../protocol/text.js';
import { shortenTitle } from './shorten-title.js';

/** Longer lines are no titles any more: the model explains itself, or does what the message asks. */
const maxLine = 150;
const thoughts = /^\s*<think>.*?<\/think>/s;
/** Also marks that turn the direction of what is written after them, in the list of threads. */
const invisible = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const label = /^\p{L}{2,12}\s?[:：]\s*(?=["“„«「『*])|^(?:title|titel|título|titre|タイトル)\s?[:：]\s*/iu;
const markup = /^[#>*_`\s-]+|[*_`\s]+$/g;
const quoted = /^(["'“”„‟«»‹›‘’‚「『《])(.+)(["'“”‟«»‹›‘’」』》])$/u;
const fullStop = /(?<![.。])[.。]$/;
const refusal =
  /^(?:i['’]?m sorry|i am sorry|sorry[,.!]|i can(?:no|['’])t\b|i am unable|i['’]m unable|as an ai\b)/i;

/** The title in what a model said, on one line and without ornaments. Undefined when it is no title. */
export function cleanTitle(said: string): string | undefined {
  const lines = wellFormedLine(said)
    .replace(thoughts, '')
    .split(/[\r\n\u2028\u2029]+/)
    .map(bare)
    .filter(Boolean);
  // "Here is a title:" and the title.
  const line = lines.find((each) => !/[:：]$/.test(each));
  if (!line || line.length > maxLine || refusal.test(line) || !/[\p{L}\p{N}]/u.test(line)) return undefined;
  return shortenTitle(line);
}

function bare(line: string): string {
  const text = line.replaceAll(invisible, ' ').replaceAll(/\s+/g, ' ').trim();
  const unmarked = text.replaceAll(markup, '').replace(label, '').replaceAll(markup, '');
  return unquote(unmarked.replace(fullStop, '')).replace(fullStop, '').trim();
}

/** Quotation marks around the whole go, those around a part of it stay. */
function unquote(text: string): string {
  const [, open, inside, close] = quoted.exec(text) ?? [];
  return !inside || inside.includes(open!) || inside.includes(close!) ? text : inside;
}
