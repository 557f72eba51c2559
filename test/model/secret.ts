/**
 * Stands in everything that no client may ever see: hidden items, the operator's metadata, the texts of unexpected
 * errors.
 */
export const secret = 'xyzzy-for-no-client';
