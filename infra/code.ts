import { mkdir, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBundle, makeFile } from '../app/build.ts';
import type { Code } from './stacks/service.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What runs in functions, and in the image: made anew of the sources, so that nothing older is deployed. */
export async function makeCode(): Promise<Code> {
  const bundle = here('../dist/rostrum.mjs');
  await makeBundle(bundle);
  const migration = here('../dist/migration');
  // Whole, under its name: another synthesis may read it at the same time.
  const unfinished = here(`../dist/migration-${process.pid}.mjs`);
  await makeFile(here('migration/handler.ts'), unfinished);
  await mkdir(migration, { recursive: true });
  await rename(unfinished, `${migration}/handler.mjs`);
  return { program: here('../dist'), migration };
}
