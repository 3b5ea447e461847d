import { describe, expect, test } from 'vitest';
import { documents, sources } from './sources.ts';
import { bannedWords, findBannedWords } from './words.ts';

test('code, comments and documents use plain words', () => {
  expect([...sources(), ...documents()].flatMap(findBannedWords)).toEqual([]);
});

describe('the check of words', () => {
  test.each(bannedWords)('finds $sample', ({ sample, fix }) => {
    expect(findBannedWords({ path: 'app/a.ts', text: `const a = 1;\n${sample}\n` })).toEqual([
      expect.stringMatching(`^app/a.ts:2: .*: ${fix.replace(/[()]/g, '\\$&')}$`),
    ]);
  });

  test('accepts Cure: in the start errors of the store, but no other form', () => {
    expect(findBannedWords({ path: 'app/store/a.ts', text: "'Cure: unset it.'" })).toEqual([]);
    expect(findBannedWords({ path: 'app/store/a.ts', text: '// the cure' })).toHaveLength(1);
  });

  test.each(['// no more than three', 'const parts = [];', 'const offset = 1;', '// a recommended fix'])(
    'accepts %s',
    (text) => {
      expect(findBannedWords({ path: 'app/a.ts', text })).toEqual([]);
    },
  );
});
