import { expect, test } from 'vitest';
import { isSamePosition } from '../../../app/debate/consensus/claims.ts';

const position = (claim: string) => ({ claim, changed: false });
const long = 'The depot of the northern line is old, and its cranes fail each winter when trains are late';

test.each([
  [long, `“THE depot,  of the northern line” is old and its cranes fail each winter when trains are late!`],
  [long, long.replaceAll(' ', '   ')],
  ['Yes', 'yes.'],
  ['— No', 'no'],
  [`${long}.`, long],
  ['大'.repeat(100), `${'大'.repeat(100)}。`],
  ['?!', '?!'],
])('%s and %s are the same position', (one, other) => {
  expect(isSamePosition(position(one), position(other))).toBe(true);
});

test.each([
  [long, `${long}ly`],
  [long, long.replace('depot', 'yard')],
  [long, 'The depot'],
  ['Yes', 'No'],
  ['?!', '!?'],
  ['', '?'],
])('%s and %s are different positions', (one, other) => {
  expect(isSamePosition(position(one), position(other))).toBe(false);
});
