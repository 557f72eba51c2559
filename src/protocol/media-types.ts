// Kinds of files, by their media type without parameters.

/** Pictures that are shown in a page: every browser knows them, models can look at them, and none can run anything. */
export const rasterTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** Whether files of the type are text: a person can read them, and so can a model. */
export const isText = (type: string): boolean =>
  /^text\/|^application\/(?:json|xml|yaml|x-yaml|javascript|[\w.-]+\+(?:json|xml))$/.test(type);
