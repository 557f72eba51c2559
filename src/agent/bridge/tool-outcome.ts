/**
 * The words that the Agents SDK puts in the place of an output when a tool threw, took too long, or does not exist.
 * They go to the model; nothing else in what the SDK tells says that the call failed.
 */
const failures = [
  /^An error occurred while running the tool\. Please try again\.$/,
  /^Tool '[^']{1,200}' timed out after \d+ms\.$/,
  /^Tool '[^']{1,200}' not found\.$/,
];

/** Outputs above this are not looked into. */
const maxLookedAt = 1024 * 1024;

/**
 * Whether a tool's output is that of a failed call: one of the SDK's own texts, or an MCP result with `isError`, on
 * the result or on one of its parts, as it is or as JSON.
 */
export function hasFailed(output: unknown): boolean {
  if (typeof output !== 'string') return isMarked(output);
  if (output.length > maxLookedAt) return false;
  if (failures.some((failure) => failure.test(output))) return true;
  return /^\s*[{[]/.test(output) && output.includes('"isError":true') && isMarked(parse(output));
}

function isMarked(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  if ('isError' in value && value.isError === true) return true;
  return Array.isArray(value) && value.some((part) => !Array.isArray(part) && isMarked(part));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
