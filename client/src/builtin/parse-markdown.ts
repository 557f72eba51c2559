// The small part of Markdown that answers are made of: paragraphs, line breaks, headings, lists, code, bold,
// emphasis and links. Everything else, HTML included, is plain text. A half-written answer is parsed as it stands.

export type Block =
  | { type: 'paragraph' | 'heading' | 'code'; text: string }
  | { type: 'list'; ordered: boolean; start: number; items: string[] };

export type Inline =
  | { type: 'text' | 'code' | 'strong' | 'em'; text: string }
  | { type: 'link'; text: string; url: string }
  | { type: 'break' };

const fence = /^\s*```/;
const heading = /^#{1,6}\s+(.*)$/;
const listItem = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

export function parseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  let at = 0;
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length) blocks.push({ type: 'paragraph', text: paragraph.join('\n') });
    paragraph = [];
  };

  while (at < lines.length) {
    const line = lines[at++]!;
    const title = heading.exec(line)?.[1];
    const item = listItem.exec(line);
    if (fence.test(line)) {
      endParagraph();
      const code: string[] = [];
      while (at < lines.length && !fence.test(lines[at]!)) code.push(lines[at++]!);
      at += 1;
      blocks.push({ type: 'code', text: code.join('\n') });
    } else if (title !== undefined) {
      endParagraph();
      blocks.push({ type: 'heading', text: title });
    } else if (item) {
      endParagraph();
      addToList(blocks, item);
    } else if (/^\s+\S/.test(line) && continuesList(blocks, paragraph)) {
      const list = blocks.at(-1) as Extract<Block, { type: 'list' }>;
      list.items[list.items.length - 1] += `\n${line.trim()}`;
    } else if (line.trim() === '') {
      endParagraph();
    } else {
      paragraph.push(line);
    }
  }
  endParagraph();
  return blocks;
}

function addToList(blocks: Block[], [, number, text]: RegExpExecArray): void {
  const ordered = number !== undefined;
  const last = blocks.at(-1);
  if (last?.type === 'list' && last.ordered === ordered) last.items.push(text!);
  else blocks.push({ type: 'list', ordered, start: Number(number ?? 1), items: [text!] });
}

const continuesList = (blocks: Block[], paragraph: string[]) =>
  paragraph.length === 0 && blocks.at(-1)?.type === 'list';

/**
 * The first alternative that matches at a place wins; code comes first, for nothing inside it has a meaning. Each
 * alternative looks at a bounded stretch, so that no text, however odd, holds up the page.
 */
const span =
  /`([^`\n]+)`|\*\*(\S(?:.{0,1000}?\S)??)\*\*|\*([^\s*](?:[^*\n]*[^\s*])?)\*|\[([^[\]\n]+)\]\(([^\s()]+)\)|(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])|\n/g;

export function parseInline(text: string): Inline[] {
  const spans: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(span)) {
    if (match.index > end) spans.push({ type: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    spans.push(toSpan(match));
  }
  if (end < text.length) spans.push({ type: 'text', text: text.slice(end) });
  return spans;
}

function toSpan([all, code, strong, em, label, target, bareUrl]: RegExpExecArray): Inline {
  if (code !== undefined) return { type: 'code', text: code };
  if (strong !== undefined) return { type: 'strong', text: strong };
  if (em !== undefined) return { type: 'em', text: em };
  if (bareUrl !== undefined) return { type: 'link', text: bareUrl, url: bareUrl };
  if (label === undefined) return { type: 'break' };
  return isSafe(target!) ? { type: 'link', text: label, url: target! } : { type: 'text', text: all };
}

/** Only what opens a page or a mail; `javascript:` and its like stay text. */
function isSafe(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}
