import { cleanTitle } from '../../../src/agent/titles/clean-title.js';

describe('the title in what a model said', () => {
  it.each([
    ['Groceries for the weekend', 'Groceries for the weekend'],
    ['  "Groceries for the weekend."  \n', 'Groceries for the weekend'],
    ['"Groceries".', 'Groceries'],
    ['**Title:** Groceries', 'Groceries'],
    ['Título: «La compra»', 'La compra'],
    ['# Einkauf für das Wochenende', 'Einkauf für das Wochenende'],
    ['「週末の買い物」', '週末の買い物'],
    ['週末の買い物。', '週末の買い物'],
    ['Here is a title:\n\nGroceries', 'Groceries'],
    ['<think>\nThe user wants food.\n</think>\n\nGroceries', 'Groceries'],
    ['Meaning of "hello"', 'Meaning of "hello"'],
    ['"Hello" and "world"', '"Hello" and "world"'],
    ['Wait and see...', 'Wait and see...'],
    ['Sorry note for the landlord', 'Sorry note for the landlord'],
    ['Q: what is a tag?', 'Q: what is a tag?'],
    ['a\u202Eb\0c\tde', 'a b\uFFFDc de'],
    ['Groceries \uD83D', 'Groceries \uFFFD'],
  ])('%j is %j', (said, title) => {
    expect(cleanTitle(said)).toBe(title);
  });

  it.each([
    '',
    ' \n ',
    '""',
    '…',
    'Title:',
    'I’m sorry, but I cannot help with that.',
    'Sorry, no.',
    `Sure! ${'You should first write a list and then go to the shop. '.repeat(5)}`,
  ])('%j is none', (said) => {
    expect(cleanTitle(said)).toBeUndefined();
  });

  it('is cut like a title by rule when it is long, and never within a character', () => {
    expect(cleanTitle('one two three four five six seven eight nine ten eleven twelve thirteen')).toBe(
      'one two three four five six seven eight nine ten eleven…',
    );
    const family = '👨‍👩‍👧‍👦';
    expect(cleanTitle(`a${family.repeat(10)}`)).toBe(`a${family.repeat(10)}`);
  });
});
