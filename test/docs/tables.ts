/** The rows of the markdown table whose first header cell is given, as lists of cells. */
export function tableRows(markdown: string, firstHeader: string): string[][] {
  const [, after] = markdown.split(`\n| ${firstHeader} |`);
  if (after === undefined) throw new Error(`There is no table of ${firstHeader}.`);
  const [, , ...lines] = after.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands between backticks. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
