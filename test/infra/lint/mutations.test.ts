import { describe, expect, test } from 'vitest';
import { audit } from '../../../infra/lint/lint.ts';
import { mutations } from './mutations/all.ts';
import { mutated } from './mutations/mutation.ts';
import { templatesOf } from './support/production.ts';

const templates = { production: templatesOf('production'), hybrid: templatesOf('hybrid') };

describe('one change in our templates is found, and nothing else', () => {
  test.each(mutations)('$name', (mutation) => {
    const { findings, gaps } = audit({
      files: mutated(templates[mutation.profile ?? 'production'], mutation),
    });
    const ids = findings.filter(({ state }) => state === 'broken').map(({ id }) => id);
    expect({ gaps, ids: [...new Set(ids)].sort() }).toEqual({
      gaps: [],
      ids: [...mutation.finds].sort(),
    });
  });
});
