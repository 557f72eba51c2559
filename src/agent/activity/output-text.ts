/** A tool's output as a text to read: a text as it is, the texts of an MCP result, JSON for anything else. */
export function outputText(output: unknown): string {
  if (output === undefined || output === null) return '';
  if (typeof output === 'string') return output;
  if (Array.isArray(output)) return output.map(outputText).filter(Boolean).join(' ');
  const isText = typeof output === 'object' && 'text' in output && typeof output.text === 'string';
  return isText ? (output.text as string) : toJson(output);
}

/** Tools of an application give what they like, objects in circles among it. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
