import { wellFormedText } from '../../protocol/text.js';

/** Commands to a terminal: colours, cursor movements, titles, links. */
const terminalCommand =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /\u001b\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)|[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:;\d{0,4}){0,16})?[@-~]/g;
/** Control characters but tab and the two that end lines. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text of a stranger's, as any database can hold it and any terminal can print it. */
export function plainText(text: string): string {
  return wellFormedText(text).replace(terminalCommand, '').replace(control, '');
}

/** The same on one line, of at most `maxLength` characters. */
export function plainLine(text: string, maxLength: number): string {
  const line = plainText(text.slice(0, maxLength * 4))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}
