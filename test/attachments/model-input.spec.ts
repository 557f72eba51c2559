import { AssistantInput } from '../../src/agent/assistant-input.js';
import { toWorkflowInput } from '../../src/agent/assistants/workflow-input.js';
import type { ModelInputPart } from '../../src/agent/bridge/model-input.js';
import { ReadAttachments } from '../../src/agent/read-attachments.js';
import type { Attachment } from '../../src/protocol/attachments.js';
import type { UserMessageItem } from '../../src/protocol/items.js';
import { userMessage } from '../../src/testing/builders.js';
import { AttachmentContents, type AttachmentContent } from '../../src/turns/attachment-contents.js';
import type { Principal } from '../../src/turns/principal.js';

const alice: Principal = { userId: 'alice' };

interface Held {
  mimeType: string;
  bytes: Buffer;
}

/** Contents in memory, all of them alice's. */
class HeldContents extends AttachmentContents {
  loads = 0;

  constructor(private readonly held: Record<string, Held>) {
    super();
  }

  override async find(id: string, { userId }: Principal): Promise<AttachmentContent | undefined> {
    const held = userId === 'alice' ? this.held[id] : undefined;
    if (!held) return undefined;
    const load = async () => {
      this.loads++;
      return held.bytes;
    };
    return { size: held.bytes.length, mimeType: held.mimeType, load };
  }
}

const file = (id: string, name: string, mime_type: string): Attachment => ({
  type: 'file',
  id,
  name,
  mime_type,
});
const messageWith = (...attachments: Attachment[]): UserMessageItem => ({
  ...userMessage('thr_1', 'See'),
  attachments,
});
const partsOf = async (
  contents: AttachmentContents,
  ...attachments: Attachment[]
): Promise<ModelInputPart[]> => {
  const input = new AssistantInput(new ReadAttachments(contents, alice));
  const [message] = await input.toAgentInput(messageWith(...attachments));
  return (message as { content: ModelInputPart[] }).content;
};
const mebibyte = 1024 * 1024;

describe('what the model is given of attachments (row 90)', () => {
  it('is a picture as a picture, a document as a document, and a text as text', async () => {
    const contents = new HeldContents({
      p: { mimeType: 'image/png', bytes: Buffer.from('png') },
      d: { mimeType: 'application/pdf', bytes: Buffer.from('pdf') },
      t: { mimeType: 'text/csv', bytes: Buffer.from('a,b\n1,ü') },
    });
    const parts = await partsOf(
      contents,
      file('p', 'tower.png', 'image/png'),
      file('d', 'plan.pdf', 'application/pdf'),
      file('t', 'list.csv', 'text/csv'),
    );
    expect(parts).toEqual([
      { type: 'input_text', text: 'See' },
      { type: 'input_text', text: 'The user attached: tower.png (image/png, 3 bytes)' },
      { type: 'input_image', image: 'data:image/png;base64,cG5n', detail: 'auto' },
      { type: 'input_text', text: 'The user attached: plan.pdf (application/pdf, 3 bytes)' },
      { type: 'input_file', file: 'data:application/pdf;base64,cGRm', filename: 'plan.pdf' },
      {
        type: 'input_text',
        text: 'The user attached: list.csv (text/csv, 8 bytes)\n<File>\na,b\n1,ü\n</File>',
      },
    ]);
  });

  it('is the beginning of a long text, with a word about the rest', async () => {
    const contents = new HeldContents({
      t: { mimeType: 'text/plain', bytes: Buffer.from(`${'x'.repeat(59_999)}é and more`) },
    });
    const [, part] = await partsOf(contents, file('t', 'long.txt', 'text/plain'));
    const { text } = part as { text: string };
    expect(text).toContain(`${'x'.repeat(59_999)}\ufffd\n</File>`);
    expect(text).toContain('The rest is left out: these are its first 60000 bytes.');
    expect(text).not.toContain('and more');
  });

  it('is no more than fits, and what is left out is named', async () => {
    const big = { mimeType: 'image/png', bytes: Buffer.alloc(6 * mebibyte) };
    const contents = new HeldContents({ a: big, b: big, c: { ...big, bytes: Buffer.alloc(mebibyte) } });
    const parts = await partsOf(
      contents,
      file('a', 'a.png', 'image/png'),
      file('b', 'b.png', 'image/png'),
      file('c', 'c.png', 'image/png'),
    );
    expect(parts.map(({ type }) => type)).toEqual([
      'input_text',
      'input_text',
      'input_image',
      'input_text',
      'input_text',
      'input_image',
    ]);
    expect(parts[3]).toEqual({
      type: 'input_text',
      text: expect.stringMatching(
        /^The user attached: b\.png .*\n.*too large: you cannot see it\.$/,
      ) as string,
    });
    expect(contents.loads).toBe(2);
  });

  it('is no more text than fits either', async () => {
    const long = { mimeType: 'text/plain', bytes: Buffer.alloc(60_000, 'x') };
    const contents = new HeldContents({ a: long, b: long, c: long });
    const parts = await partsOf(
      contents,
      ...['a', 'b', 'c'].map((id) => file(id, `${id}.txt`, 'text/plain')),
    );
    expect(parts.map((part) => ('text' in part ? part.text.includes('<File>') : undefined))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['bytes that are not here', 'x', 'image/png', /cannot see it/],
    ['a kind that it cannot read', 'z', 'application/zip', /cannot look into/],
  ])('is a word about %s', async (_what, id, type, said) => {
    const contents = new HeldContents({ z: { mimeType: 'application/zip', bytes: Buffer.from('PK') } });
    const [, part, ...rest] = await partsOf(contents, file(id, 'x', type));
    expect((part as { text: string }).text).toMatch(said);
    expect(rest).toEqual([]);
  });

  it('is the same when a history is put into words twice, and read once', async () => {
    const contents = new HeldContents({ p: { mimeType: 'image/png', bytes: Buffer.alloc(6 * mebibyte) } });
    const converter = new AssistantInput(new ReadAttachments(contents, alice));
    const message = messageWith(file('p', 'tower.png', 'image/png'));
    expect(await converter.toAgentInput(message)).toEqual(await converter.toAgentInput(message));
    expect(contents.loads).toBe(1);
  });

  it('is the files alone when nothing was written', async () => {
    const contents = new HeldContents({});
    const input = new AssistantInput(new ReadAttachments(contents, alice));
    const [message] = await input.toAgentInput({ ...messageWith(file('x', 'x', 'image/png')), content: [] });
    expect((message as { content: ModelInputPart[] }).content).toEqual([
      { type: 'input_text', text: expect.stringMatching(/^The user attached: x/) as string },
    ]);
  });

  it('comes to a workflow ahead of its message, whose words name it', async () => {
    const contents = new HeldContents({ p: { mimeType: 'image/png', bytes: Buffer.from('png') } });
    const converter = new AssistantInput(new ReadAttachments(contents, alice));
    const items = [messageWith(file('p', 'tower.png', 'image/png'))];
    const { text, history } = await toWorkflowInput({ items, input: [], isWhole: true }, converter);
    expect(text).toBe('See\nThe user attached: tower.png (image/png, 3 bytes)');
    expect(history).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_image', image: 'data:image/png;base64,cG5n', detail: 'auto' }],
      },
    ]);
  });
});
