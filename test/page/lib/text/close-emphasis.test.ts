import { expect, test } from 'vitest';
import { closeEmphasis } from '../../../../app/page/lib/text/close-emphasis.ts';

test.each([
  ['It begins **anew', 'It begins **anew**'],
  ['*Rehearsal: no language', '*Rehearsal: no language*'],
  ['**bold and *both', '**bold and *both***'],
  ['the `code', 'the `code`'],
  ['a mark at the end **', 'a mark at the end'],
  ['*Rehearsal* and **', '*Rehearsal* and'],
  ['closed **here** and *there* and `now`', 'closed **here** and *there* and `now`'],
  ['* a list\n* of two', '* a list\n* of two'],
  ['* a list with **bold', '* a list with **bold**'],
  ['`a * b` stays', '`a * b` stays'],
  ['**open before\n\na paragraph', '**open before\n\na paragraph'],
])('%j is shown as %j', (text, shown) => {
  expect(closeEmphasis(text)).toBe(shown);
});
