const maxCharacters = 60;
/** A character may be built of many code units, without an end; more than this are not looked at. */
const maxLength = 500;

/** A line of at most 60 characters as people count them, cut at a word where there is one. */
export function shortenTitle(line: string): string {
  const characters = Array.from(
    new Intl.Segmenter().segment(line.slice(0, maxLength)),
    ({ segment }) => segment,
  );
  if (characters.length <= maxCharacters && line.length <= maxLength) return line;
  const cut = characters.slice(0, maxCharacters).join('').toWellFormed();
  const atWord = cut.lastIndexOf(' ');
  return `${cut.slice(0, atWord > cut.length / 2 ? atWord : undefined)}…`;
}
