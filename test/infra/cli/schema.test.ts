import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { profile, profileNames } from '../../../app/contract/profiles.ts';
import { createProfileSchema } from '../../../infra/schema/profile-schema.ts';

const committed = JSON.parse(
  readFileSync(new URL('../../../app/contract/profile.schema.json', import.meta.url), 'utf8'),
);

test('the committed schema of profile files is that of the types', () => {
  const stale = 'It is stale. Fix: npm run contract -- schema --output app/contract/profile.schema.json';
  expect(committed, stale).toEqual(createProfileSchema());
});

describe('the schema, as an editor uses it', () => {
  const allows = new Ajv2020().compile(committed);

  test('accepts every built-in profile as overrides of another', () => {
    for (const name of profileNames) {
      allows({ ...profile(name), extends: 'production' });
      expect(allows.errors).toBeNull();
    }
  });

  test('refuses unknown names and wrong types', () => {
    expect(allows({ extends: 'production', http: { prot: 1 } })).toBe(false);
    expect(allows({ extends: 'production', http: { port: 'x' } })).toBe(false);
    expect(allows({ http: { port: 1 } })).toBe(false);
  });
});
