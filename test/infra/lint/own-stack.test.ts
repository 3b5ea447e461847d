import { expect, test } from 'vitest';
import { lint } from '../../../infra/lint/lint.ts';
import { templatesOf } from './support/production.ts';

test.each(['starter', 'staging', 'production', 'hybrid'] as const)(
  'the synthesized template of %s has no findings',
  (name) => {
    const { read, findings, gaps } = lint({ files: templatesOf(name) });
    expect(read.map(({ kind }) => kind)).toEqual(['CloudFormation']);
    expect(gaps).toEqual([]);
    expect(
      findings
        .filter(({ state }) => state !== 'holds')
        .map(({ id, place, message }) => [id, place?.resource, message]),
    ).toEqual([]);
    const ids = findings.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['keep-alive-outlives-gateway', 'connections-within-database']),
    );
  },
);

test('the templates of two environments in one call are not mixed', () => {
  const { findings } = lint({ files: [...templatesOf('staging'), ...templatesOf('hybrid')] });
  expect(findings.filter(({ state }) => state !== 'holds').map(({ id }) => id)).toEqual([]);
});
