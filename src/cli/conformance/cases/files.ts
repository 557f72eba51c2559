import { Attachment } from '../../../protocol/attachments.js';
import type { Case } from '../case.js';
import { hold, NotSeen, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import type { Exchange } from '../exchange.js';
import { faultsOf } from '../shapes.js';
import type { World } from '../world.js';

const files = {
  file: { name: 'note.txt', size: 12, mime_type: 'text/plain' },
  image: { name: 'dot.png', size: 70, mime_type: 'image/png' },
};

/** A host that left an operation out answers 500 in the reference. Nothing more can be seen of it then. */
function seeImplemented(exchange: Exchange): void {
  seeAvailable(exchange);
  if (exchange.status === 500)
    throw new NotSeen('answered 500, as the reference does for what its host left out');
}

async function create(world: World, kind: 'file' | 'image'): Promise<Attachment> {
  const { mime_type } = files[kind];
  const exchange = await world.client.call('attachments.create', files[kind], { sent: mime_type });
  seeImplemented(exchange);
  if ([403, 413, 415, 422].includes(exchange.status))
    throw new NotSeen(`${mime_type} is refused: ${exchange.came}`);
  hold(exchange.isJson, exchange, '200 with the attachment as JSON');
  const [fault] = faultsOf(Attachment, exchange.body);
  hold(fault === undefined, exchange, `an attachment; ${fault}`);
  const attachment = exchange.body as Attachment;
  hold(
    attachment.type === kind && attachment.mime_type === mime_type,
    exchange,
    `type ${kind}, ${mime_type}`,
  );
  hold(!('metadata' in attachment), exchange, "no `metadata`, which is the operator's");
  hold(
    attachment.upload_descriptor !== undefined,
    exchange,
    '`upload_descriptor`, which says where the bytes go',
  );
  hold(URL.canParse(attachment.upload_descriptor.url), exchange, 'an absolute URL for the upload');
  return attachment;
}

/** Half a second of nothing, as a WAV file. */
function silence(): Buffer {
  const samples = Buffer.alloc(8000);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

const transcribe = ({ client }: World, audio_base64: string, sent: string) =>
  client.call('input.transcribe', { audio_base64, mime_type: 'audio/wav' }, { sent });

const uses: [Case['name'], (world: World) => Promise<Exchange>][] = [
  ['attachments.create/offered-or-501', ({ client }) => client.call('attachments.create', files.file)],
  ['input.transcribe/offered-or-501', (world) => transcribe(world, silence().toString('base64'), 'silence')],
];

export const fileCases: Case[] = [
  ...(['file', 'image'] as const).map((kind): Case => ({
    name: `attachments.create/${kind}`,
    level: 'must',
    rules: kind === 'file' ? 'E76 E77 E78 §2.14 §3.9' : 'E79 E80 §2.14 §3.9',
    sentence: `A ${kind} to upload gets an attachment of type \`${kind}\` with an address for its bytes.`,
    check: async (world) => void (await create(world, kind)),
  })),
  {
    name: 'attachments.delete/own',
    level: 'must',
    rules: 'E83 §2.15',
    sentence: 'An attachment is deleted with `{}`.',
    async check(world) {
      const { id } = await create(world, 'file');
      const exchange = await world.client.call('attachments.delete', { attachment_id: id });
      seeImplemented(exchange);
      hold(exchange.isJson && isSame(exchange.body, {}), exchange, '200 with {}');
    },
  },
  {
    name: 'input.transcribe/answers',
    level: 'must',
    rules: 'E119 §2.16',
    sentence: 'Audio gets `{"text": …}`.',
    async check(world) {
      const exchange = await transcribe(world, silence().toString('base64'), 'half a second of silence');
      seeImplemented(exchange);
      if (exchange.status >= 400 && exchange.status < 500) throw new NotSeen(`refused: ${exchange.came}`);
      const text = (exchange.body as { text?: unknown } | undefined)?.text;
      hold(exchange.isJson && typeof text === 'string', exchange, '200 with {"text": …}');
    },
  },
  {
    name: 'input.transcribe/not-base64-is-400',
    level: 'should',
    rules: 'Q43 §2.16',
    sentence: 'Audio that is not base64 is 400.',
    async check(world) {
      const exchange = await transcribe(world, '!not base64!', 'text that is not base64');
      seeImplemented(exchange);
      hold(exchange.status === 400, exchange, '400 with a JSON body');
    },
  },
  ...uses.map(([name, use]): Case => ({
    name,
    level: 'should',
    rules: 'E82 E84 §1.4',
    sentence: 'What the host left out says so with 501, not with a 5xx that widgets send again.',
    async check(world) {
      const exchange = await use(world);
      hold(exchange.status === 501 || exchange.status < 500, exchange, 'an answer, or 501 with a JSON body');
    },
  })),
];
