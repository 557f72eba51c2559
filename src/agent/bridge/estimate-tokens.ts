import type { ModelInputItem, ModelInputPart } from './model-input.js';

/**
 * UTF-8 bytes that count as one token. Measured with o200k_base and cl100k_base, a token has 4 to 5 bytes of English or
 * German, 4 of JSON, 3 to 4 of Japanese, 3 to 8 of Hindi: no language is taken for much shorter than it is.
 */
const bytesPerToken = 3;
/** What stands around each item: its role, its separators. */
const tokensAround = 4;
/** Whatever its size: providers scale a large image down. */
const tokensOfImage = 1_000;
/** A file is read by the provider; how long it is cannot be told from here. */
const tokensOfFile = 2_000;

/** About how many tokens a model takes for this input; mostly more than it does, without loading a tokenizer. */
export function estimateTokens(input: readonly ModelInputItem[]): number {
  return input.reduce((sum, item) => sum + tokensAround + tokensOf(item), 0);
}

function tokensOf(item: ModelInputItem): number {
  if (item.type === 'function_call') return tokensIn(item.name + item.arguments);
  if (item.type === 'function_call_result') return tokensIn(item.output);
  if (typeof item.content === 'string') return tokensIn(item.content);
  return item.content.reduce((sum, part) => sum + tokensOfPart(part), 0);
}

function tokensOfPart(part: ModelInputPart | { type: 'output_text'; text: string }): number {
  if (part.type === 'input_image') return tokensOfImage;
  if (part.type === 'input_file') return tokensOfFile;
  return tokensIn(part.text);
}

const tokensIn = (text: string): number => Math.ceil(Buffer.byteLength(text) / bytesPerToken);
