import type { Annotation, AssistantContent } from '../../protocol/content.js';
import type {
  Awaitable,
  ContainerFileCitation,
  FileCitation,
  ResponseStreamConverter,
  UrlCitation,
} from './response-stream-converter.js';

// From the content of a model's message to ours. Both shapes that the Agents SDK gives are read: the Responses
// API's own, and the SDK's, in which annotations, and what was spoken, stand under `providerData`.

/** A part of a model's message. */
export interface ModelPart {
  type: string;
  text?: string;
  refusal?: string;
  transcript?: string | null;
  annotations?: unknown;
  providerData?: { annotations?: unknown; transcript?: string | null };
}

/** The text that a part is shown as: a refusal reads like any other, speech as its transcript. */
export function partText({ type, text, refusal, transcript, providerData }: ModelPart): string | undefined {
  if (type === 'output_text') return text ?? '';
  if (type === 'refusal') return refusal ?? '';
  return type === 'audio' ? (transcript ?? providerData?.transcript ?? undefined) : undefined;
}

/** Our content for a message's parts. Parts that cannot be shown are left out. */
export async function toContent(
  parts: readonly ModelPart[],
  converter: ResponseStreamConverter,
): Promise<AssistantContent[]> {
  const shown = parts.filter((part) => partText(part) !== undefined);
  return Promise.all(
    shown.map(async (part) => ({
      type: 'output_text' as const,
      text: partText(part)!,
      annotations: await toAnnotations(part.annotations ?? part.providerData?.annotations, converter),
    })),
  );
}

async function toAnnotations(
  annotations: unknown,
  converter: ResponseStreamConverter,
): Promise<Annotation[]> {
  if (!Array.isArray(annotations)) return [];
  const converted = await Promise.all(annotations.map(async (each) => toAnnotation(each, converter)));
  return converted.filter((annotation) => annotation !== undefined);
}

/** Our annotation for a model's; undefined for one that is not shown. */
export function toAnnotation(
  annotation: unknown,
  converter: ResponseStreamConverter,
): Awaitable<Annotation | undefined> {
  const { type } = (annotation ?? {}) as { type?: unknown };
  switch (type) {
    case 'file_citation':
      return converter.fileCitationToAnnotation(annotation as FileCitation);
    case 'container_file_citation':
      return converter.containerFileCitationToAnnotation(annotation as ContainerFileCitation);
    case 'url_citation':
      return converter.urlCitationToAnnotation(flatten(annotation as UrlCitation));
    default:
      return undefined;
  }
}

/** Chat Completions puts the citation one level deeper. */
function flatten(citation: UrlCitation & { url_citation?: Omit<UrlCitation, 'type'> }): UrlCitation {
  return citation.url_citation ? { type: 'url_citation', ...citation.url_citation } : citation;
}
