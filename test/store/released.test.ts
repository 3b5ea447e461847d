import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrations } from '../../app/store/migrations/migrations.ts';
import { releasedFile, releasedNames, toSql } from './released-migrations.ts';

const released = releasedNames().toSorted();

test.each(released)('the released migration %s is as it was released', (name) => {
  const isSame = toSql(migrations[name] ?? []) === readFileSync(releasedFile(name), 'utf8');
  expect(isSame, `${name} has run in databases of users. Fix: restore it, and add a migration after it`).toBe(
    true,
  );
});

test('migrations run in the order of their names, and new ones after the released ones', () => {
  const names = Object.keys(migrations);
  expect(names).toEqual(names.toSorted());
  expect(names.slice(0, released.length)).toEqual(released);
});
