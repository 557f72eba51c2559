import { oneLine } from './shorten.js';

// A task's content is Markdown. What a model or a tool wrote stands in it as code, where nothing has a meaning: no
// link that leads away, no image that tells somebody it was seen.

/** Of a whole line: about eight on a phone. The parts were shortened before. */
const maxLineLength = 300;
const maxBlockLines = 20;
/** Looks like a backtick and ends no code. */
const likeBacktick = 'ˋ';

/** A text as code within a line; nothing for an empty one. */
export function codeSpan(text: string, max = maxLineLength): string {
  const line = oneLine(text, max).replaceAll('`', likeBacktick);
  return line && `\`${line}\``;
}

/** A text of several lines as code; nothing for an empty one. */
export function codeBlock(text: string): string {
  const lines = text.split('\n', maxBlockLines + 1);
  // Code is indented, and a line is trimmed: something must stand before the white space.
  const shown = lines.slice(0, maxBlockLines).map((line) => oneLine(`|${line}`, maxLineLength).slice(1));
  const code = [...shown, ...(lines.length > shown.length ? ['…'] : [])].join('\n').trimEnd();
  return code && `\`\`\`\n${code.replaceAll('`', likeBacktick)}\n\`\`\``;
}
