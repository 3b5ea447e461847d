import { describe, expect, test } from 'vitest';
import { lint } from '../../../infra/lint/lint.ts';
import { mutations } from './mutations/all.ts';
import { applyMutation } from './mutations/mutation.ts';
import { templatesOf } from './support/production.ts';

const templates = { production: templatesOf('production'), hybrid: templatesOf('hybrid') };

describe('the audit finds exactly the fault of a mutated template', () => {
  test.each(mutations)('$name', (mutation) => {
    const { findings, gaps } = lint({
      files: applyMutation(templates[mutation.profile ?? 'production'], mutation),
    });
    const ids = findings.filter(({ state }) => state === 'broken').map(({ id }) => id);
    expect({ gaps, ids: [...new Set(ids)].sort() }).toEqual({
      gaps: [],
      ids: [...mutation.findings].sort(),
    });
  });
});
