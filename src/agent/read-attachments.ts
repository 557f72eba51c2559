import type { Attachment } from '../protocol/attachments.js';
import { isText, rasterTypes } from '../protocol/media-types.js';
import type { AttachmentContent, AttachmentContents } from '../turns/attachment-contents.js';
import type { Principal } from '../turns/principal.js';
import type { ModelInputPart } from './bridge/model-input.js';

/** Bytes of pictures and documents of one run. In the input they are a third longer, and a paused run keeps it. */
const maxBytes = 10 * 1024 * 1024;
/** Bytes of one text, and of all texts of a run: about 20,000 and 40,000 tokens. */
const maxTextBytes = 60_000;
const maxAllTextBytes = 120_000;

/** How the model is told of an attachment; the demo model looks for this. */
export function attachedLine({ name, mime_type }: Attachment, size?: number): string {
  return `The user attached: ${name} (${mime_type}${size === undefined ? '' : `, ${toSize(size)}`})`;
}

function toSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * What the model of one run is given of attachments: pictures and PDF documents as they are, texts as text, and of
 * everything its name, type and size. As much as fits, in the order in which it is asked for, which is newest first;
 * of what does not fit the model is told that it cannot see it.
 */
export class ReadAttachments {
  private bytesLeft = maxBytes;
  private textLeft = maxAllTextBytes;
  /** A history is put into words more than once. */
  private readonly known = new Map<string, Promise<ModelInputPart[]>>();

  constructor(
    private readonly contents: AttachmentContents,
    private readonly principal: Principal,
  ) {}

  read(attachment: Attachment): Promise<ModelInputPart[]> {
    const known = this.known.get(attachment.id) ?? this.readOnce(attachment);
    this.known.set(attachment.id, known);
    return known;
  }

  private async readOnce(attachment: Attachment): Promise<ModelInputPart[]> {
    const content = await this.contents.find(attachment.id, this.principal);
    if (!content) return toText(attachedLine(attachment), 'Its bytes are not here: you cannot see it.');
    const line = attachedLine(attachment, content.size);
    const { mimeType } = content;
    if (isText(mimeType)) return this.readText(line, content);
    if (!rasterTypes.has(mimeType) && mimeType !== 'application/pdf') {
      return toText(line, 'You cannot look into files of this kind.');
    }
    // Before it is waited for: files of one message are read at the same time.
    if (content.size > this.bytesLeft) {
      return toText(
        line,
        'It is left out here, because all files together are too large: you cannot see it.',
      );
    }
    this.bytesLeft -= content.size;
    const bytes = await content.load();
    if (!bytes) return toText(line, 'Its bytes are not here: you cannot see it.');
    const data = `data:${mimeType};base64,${bytes.toString('base64')}`;
    return [
      ...toText(line),
      rasterTypes.has(mimeType)
        ? { type: 'input_image', image: data, detail: 'auto' }
        : { type: 'input_file', file: data, filename: attachment.name },
    ];
  }

  private async readText(line: string, content: AttachmentContent): Promise<ModelInputPart[]> {
    const room = Math.min(content.size, maxTextBytes, this.textLeft);
    if (room === 0) return toText(line, 'It is left out here, because all texts together are too long.');
    this.textLeft -= room;
    const bytes = await content.load();
    if (!bytes) return toText(line, 'Its bytes are not here: you cannot see it.');
    // What is cut in the middle of a character, or is no UTF-8, must not stop the answer.
    const text = new TextDecoder().decode(bytes.subarray(0, room)).replaceAll('\0', '\uFFFD');
    const rest = room < content.size ? `\n(The rest is left out: these are its first ${room} bytes.)` : '';
    return toText(line, `<File>\n${text}\n</File>${rest}`);
  }
}

function toText(...lines: string[]): ModelInputPart[] {
  return [{ type: 'input_text', text: lines.join('\n') }];
}
