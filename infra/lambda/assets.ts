import { mkdir, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBundle, makeFile } from '../../app/build/bundle.ts';
import type { LambdaAssets } from '../stacks/service.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Builds the code of the functions and of the image from the current sources, so no outdated build is deployed. */
export async function buildLambdaAssets(): Promise<LambdaAssets> {
  const bundle = pathOf('../../dist/rostrum.mjs');
  await makeBundle(bundle);
  const migration = pathOf('../../dist/migration');
  // Renamed when complete: a concurrent synthesis may read it.
  const temporary = pathOf(`../../dist/migration-${process.pid}.mjs`);
  await makeFile(pathOf('migration.ts'), temporary);
  await mkdir(migration, { recursive: true });
  await rename(temporary, `${migration}/handler.mjs`);
  return { program: pathOf('../../dist'), migration };
}
