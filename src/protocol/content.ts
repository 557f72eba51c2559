import { z } from 'zod';
import { IconName } from './icons.js';

// What a message holds: a person's text and tags, an assistant's text and its annotations.

const JsonObject = z.record(z.string(), z.unknown());

export const InputText = z.object({ type: z.literal('input_text'), text: z.string() });

/** An @-mention. `data` is required by the reference and optional in the widget's typings: absent reads as `{}`. */
export const InputTag = z.object({
  type: z.literal('input_tag'),
  id: z.string(),
  text: z.string(),
  data: JsonObject,
  group: z.string().optional(),
  interactive: z.boolean().default(false),
});

export const UserContentPart = z
  .discriminatedUnion('type', [InputText, InputTag])
  .meta({ id: 'UserContentPart' });

/** What the composer chose: a tool of its own list (not a model tool) and a model. */
export const InferenceOptions = z
  .object({ tool_choice: z.object({ id: z.string() }).optional(), model: z.string().optional() })
  .meta({ id: 'InferenceOptions' });

const sourceBase = {
  title: z.string(),
  description: z.string().optional(),
  timestamp: z.string().optional(),
  group: z.string().optional(),
};

export const UrlSource = z.object({
  type: z.literal('url'),
  ...sourceBase,
  url: z.string(),
  attribution: z.string().optional(),
});

export const FileSource = z.object({ type: z.literal('file'), ...sourceBase, filename: z.string() });

export const EntitySource = z.object({
  type: z.literal('entity'),
  ...sourceBase,
  id: z.string(),
  icon: IconName.optional(),
  label: z.string().optional(),
  inline_label: z.string().optional(),
  interactive: z.boolean().default(false),
  data: JsonObject.default({}),
  preview: z.literal('lazy').optional(),
});

export const Source = z
  .discriminatedUnion('type', [UrlSource, FileSource, EntitySource])
  .meta({ id: 'Source' });

/** A marker in assistant text. `index` is a character position; equal positions group their markers. */
export const Annotation = z
  .object({ type: z.literal('annotation'), source: Source, index: z.number().int().optional() })
  .meta({ id: 'Annotation' });

export const AssistantContent = z
  .object({ type: z.literal('output_text'), text: z.string(), annotations: z.array(Annotation).default([]) })
  .meta({ id: 'AssistantContent' });

export type InputText = z.infer<typeof InputText>;
export type InputTag = z.infer<typeof InputTag>;
export type UserContentPart = z.infer<typeof UserContentPart>;
export type InferenceOptions = z.infer<typeof InferenceOptions>;
export type UrlSource = z.infer<typeof UrlSource>;
export type FileSource = z.infer<typeof FileSource>;
export type EntitySource = z.infer<typeof EntitySource>;
export type Source = z.infer<typeof Source>;
export type Annotation = z.infer<typeof Annotation>;
export type AssistantContent = z.infer<typeof AssistantContent>;

/** An assistant text part without annotations. */
export const outputText = (text: string): AssistantContent => ({
  type: 'output_text',
  text,
  annotations: [],
});

/** What a person wrote, as they saw it: text and the words of tags, in the order of typing. */
export const userText = (content: readonly UserContentPart[]): string =>
  content.map(({ text }) => text).join('');
