import { expect, test } from 'vitest';
import { audit } from '../../../infra/lint/lint.ts';
import { templatesOf } from './support/production.ts';

test.each(['production', 'staging', 'hybrid'] as const)(
  'nothing is broken in the templates of %s',
  (name) => {
    const { read, findings, gaps } = audit({ files: templatesOf(name) });
    expect(read.map(({ kind }) => kind)).toEqual(['CloudFormation', 'CloudFormation', 'CloudFormation']);
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
