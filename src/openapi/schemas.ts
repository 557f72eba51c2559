import { z } from 'zod';
import { Attachment } from '../protocol/attachments.js';
import { failures, type FailureCode } from '../protocol/errors.js';
import { ThreadStreamEvent } from '../protocol/events.js';
import { ThreadItem } from '../protocol/items.js';
import { pageOf } from '../protocol/page.js';
import { ChatKitRequest } from '../protocol/requests.js';
import { Thread } from '../protocol/thread.js';
import { tokenRefusals, type TokenReason } from '../protocol/token-texts.js';

// The document's components, made from the schemas that the server itself checks with.

export type JsonSchema = Record<string, unknown>;

/** The body of every answer that is an HTTP failure. */
const ErrorBody = z
  .object({
    statusCode: z.number().int().min(400).max(599),
    error: z.string().meta({ description: 'The status in words.' }),
    message: z.string().meta({ description: 'For people.' }),
    code: z.enum(Object.keys(failures) as [FailureCode, ...FailureCode[]]),
    requestId: z.string().meta({ description: 'Names the request in the server’s log.' }),
    details: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'What is wrong with which field, when the request was not valid.' }),
    reason: z
      .enum(Object.keys(tokenRefusals) as [TokenReason, ...TokenReason[]])
      .optional()
      .meta({ description: 'Which check failed, when the token was refused.' }),
    hint: z
      .string()
      .optional()
      .meta({ description: 'What to do about the token, for whoever writes the client.' }),
  })
  .meta({ id: 'ErrorBody' });

const check = z.looseObject({ ok: z.boolean(), ms: z.number().int() });
const ReadinessReport = z
  .object({ status: z.enum(['ok', 'unavailable', 'draining']), checks: z.record(z.string(), check) })
  .meta({ id: 'ReadinessReport' });

/** What the operations without a stream answer with. */
const results = {
  Thread,
  ThreadPage: pageOf(Thread).meta({ id: 'ThreadPage' }),
  ItemPage: pageOf(ThreadItem).meta({ id: 'ItemPage' }),
  Attachment,
  Transcription: z.object({ text: z.string() }).meta({ id: 'Transcription' }),
  SyncActionResult: z.object({ updated_item: ThreadItem.optional() }).meta({ id: 'SyncActionResult' }),
  Empty: z.object({}).meta({ id: 'Empty' }),
};

export const resultNames = Object.keys(results);

/** Name of a component -> its schema. Every name here can be used with {@link ref}. */
export function componentSchemas(): Record<string, JsonSchema> {
  const said = z.object({ ThreadStreamEvent, ErrorBody, ReadinessReport, ...results });
  return withMappings({ ...definitionsOf(said, 'output'), ...definitionsOf(ChatKitRequest, 'input') });
}

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** All schemas with a name of their own that are reached from the given one. */
function definitionsOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, JsonSchema> {
  const { $defs } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    // A client must not choke on a field that a later version adds.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const text = JSON.stringify($defs).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Record<string, JsonSchema>;
}

/** Adds a discriminator, with its mapping, to every union of named schemas that a `type` tells apart. */
function withMappings(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  for (const union of Object.values(schemas)) {
    const options = (union.oneOf as JsonSchema[] | undefined)?.map(({ $ref }) => $ref as string | undefined);
    if (!options?.length) continue;
    const mapping = options.flatMap((option) => {
      const type = typeOf(schemas, option);
      return type === undefined ? [] : [[type, option] as const];
    });
    if (mapping.length === options.length) {
      union.discriminator = { propertyName: 'type', mapping: Object.fromEntries(mapping) };
    }
  }
  return schemas;
}

function typeOf(schemas: Record<string, JsonSchema>, option: string | undefined): string | undefined {
  const name = option?.split('/').pop();
  const properties = name && (schemas[name]?.properties as Record<string, JsonSchema> | undefined);
  return properties ? (properties.type?.const as string | undefined) : undefined;
}
