import type { NestApplicationOptions } from '@nestjs/common';

/** What the adapter does with bodies, by a word on the command line. */
export function parserOptions(word = 'default'): NestApplicationOptions {
  if (word === 'unparsed') return { bodyParser: false };
  return word === 'raw' ? { rawBody: true } : {};
}
