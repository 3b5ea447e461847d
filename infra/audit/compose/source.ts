import type { Source } from '../source.ts';

export const compose: Source = {
  kind: 'Compose',
  recognizes: () => false,
  read: () => ({ ways: [], flaws: [], unread: [] }),
};
