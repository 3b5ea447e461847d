import { expect, test } from 'vitest';
import { headingLevels } from '../../../../app/page/lib/text/heading-levels.ts';

test.each([
  { depths: [], levels: [] },
  { depths: [1, 2, 2, 3, 1], levels: [3, 4, 4, 5, 3] },
  { depths: [4, 4, 6], levels: [3, 3, 4] },
  { depths: [3, 1, 2], levels: [3, 3, 4] },
  { depths: [1, 2, 3, 4, 5, 6], levels: [3, 4, 5, 6, 6, 6] },
])('headings of depth $depths get the levels $levels', ({ depths, levels }) => {
  expect(headingLevels(depths)).toEqual(levels);
});
