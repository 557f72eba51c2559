// What a page may attach, as browsers and OpenAI's widget ask for it.

/** Endings of files whose types browsers know under several names, or not at all. */
const endings: Readonly<Record<string, string[]>> = {
  'application/json': ['.json'],
  'application/pdf': ['.pdf'],
  'image/*': ['.png', '.jpg', '.jpeg', '.gif', '.webp'],
  'image/gif': ['.gif'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'text/*': ['.txt', '.md', '.csv', '.log', '.html', '.xml', '.yaml', '.yml'],
  'text/csv': ['.csv'],
  'text/markdown': ['.md'],
  'text/plain': ['.txt', '.log'],
};

/** For `composer.attachments.accept` of the widget: types, and the endings that stand for them. */
export const toAcceptMap = (types: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(types.map((type) => [type, endings[type] ?? []]));

/** For the `accept` of a file input. */
export const toAcceptList = (types: readonly string[]): string =>
  types.flatMap((type) => [type, ...(endings[type] ?? [])]).join(',');
