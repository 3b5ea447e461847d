import type { Source } from '../source.ts';

export const kubernetes: Source = {
  kind: 'Kubernetes',
  recognizes: () => false,
  read: () => ({ ways: [], flaws: [], unread: [] }),
};
