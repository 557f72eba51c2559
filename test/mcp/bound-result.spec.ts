import { boundToolResult } from '../../src/mcp/bound-result.js';

const text = (value: string) => ({ type: 'text', text: value });

describe('boundToolResult', () => {
  it('returns what fits as it is', () => {
    const content = [text('abc'), text('de')];
    expect(boundToolResult(content, 5)).toBe(content);
  });

  it('counts all parts together (F10)', () => {
    const [first, second] = boundToolResult([text('abc'), text('def')], 5);
    expect(first).toEqual(text('abc'));
    expect(second!.text).toMatch(/^de\n\[… 1 bytes/);
  });

  it('never cuts a character in two', () => {
    for (let max = 0; max <= 12; max++) {
      const [part] = boundToolResult([text('aé€👍zzzz')], max);
      expect((part!.text as string).isWellFormed()).toBe(true);
      expect(part!.text).not.toContain('\uFFFD');
    }
  });

  it('leaves out a picture that does not fit, and keeps one that does', () => {
    const picture = { type: 'image', data: 'A'.repeat(100), mimeType: 'image/png' };
    expect(boundToolResult([picture], 50)).toEqual([text(expect.stringMatching(/left out/) as never)]);
    expect(boundToolResult([picture], 500)).toEqual([picture]);
  });
});
