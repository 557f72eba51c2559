import { parseBlocks, parseInline } from '../../client/src/builtin/parse-markdown.js';
import { barMs } from '../support/bar.js';

describe('the page reads markdown', () => {
  it('as paragraphs, headings, lists and code', () => {
    expect(
      parseBlocks('# Title\nHello\nthere\n\n1. one\n2. two\n   more\n\n- dot\n\n```js\na\n\nb\n```\nend'),
    ).toEqual([
      { type: 'heading', text: 'Title' },
      { type: 'paragraph', text: 'Hello\nthere' },
      { type: 'list', ordered: true, start: 1, items: ['one', 'two\nmore'] },
      { type: 'list', ordered: false, start: 1, items: ['dot'] },
      { type: 'code', text: 'a\n\nb' },
      { type: 'paragraph', text: 'end' },
    ]);
  });

  it('as text, bold, emphasis, code, breaks and links', () => {
    expect(parseInline('a **b** *c* `d **e**`\n[f](https://x.org/g) https://x.org/h.')).toEqual([
      { type: 'text', text: 'a ' },
      { type: 'strong', text: 'b' },
      { type: 'text', text: ' ' },
      { type: 'em', text: 'c' },
      { type: 'text', text: ' ' },
      { type: 'code', text: 'd **e**' },
      { type: 'break' },
      { type: 'link', text: 'f', url: 'https://x.org/g' },
      { type: 'text', text: ' ' },
      { type: 'link', text: 'https://x.org/h', url: 'https://x.org/h' },
      { type: 'text', text: '.' },
    ]);
  });

  it('as it stands while it is half written', () => {
    expect(parseInline('so **far')).toEqual([{ type: 'text', text: 'so **far' }]);
    expect(parseBlocks('```\nlet x')).toEqual([{ type: 'code', text: 'let x' }]);
  });

  it('leaves links that do not open a page as text', () => {
    for (const url of ['javascript:alert', 'data:text/html,x', ' https://x', '//x.org', 'JaVaScRiPt:alert']) {
      expect(parseInline(`[a](${url})`).every(({ type }) => type !== 'link' || url.includes(' '))).toBe(true);
    }
  });

  it.each(['**a ', '*a', '[', '`', '[a](', ' ', 'http://', '* ', '  \n', '#'])(
    'in no time, however often it meets %j',
    (odd) => {
      const text = odd.repeat(60_000);
      const startedAt = performance.now();
      for (const block of parseBlocks(text)) if ('text' in block) parseInline(block.text);
      expect(performance.now() - startedAt).toBeLessThan(barMs(2000));
    },
  );
});
