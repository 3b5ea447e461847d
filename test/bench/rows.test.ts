import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unitCosts } from '../../infra/capacity/unit-costs.ts';
import { rows } from './rows/all.ts';

const registered = Object.values(rows);

test('every row is registered', async () => {
  const folder = new URL('rows/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name !== 'all.ts')) {
    const module: Readonly<Record<string, unknown>> = await import(new URL(file, folder).href);
    const unregistered = Object.entries(module).filter(
      ([, row]) => !registered.some((known) => known === row),
    );
    expect(
      unregistered.map(([name]) => name),
      file,
    ).toEqual([]);
  }
});

test('a row measures each cost of the capacity model', () => {
  for (const { row } of Object.values(unitCosts)) expect(Object.keys(rows)).toContain(row);
});
