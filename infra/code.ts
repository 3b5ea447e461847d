import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBundle, makeFile } from '../app/build.ts';
import type { Code } from './stacks/service.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What runs in functions, each in a folder of its own. The bundle is made if it is missing. */
export async function makeCode(): Promise<Code> {
  const bundle = here('../dist/rostrum.mjs');
  if (!existsSync(bundle)) await makeBundle(bundle);
  const code = { program: here('../dist/function'), migration: here('../dist/migration') };
  await rm(code.program, { recursive: true, force: true });
  await mkdir(code.program, { recursive: true });
  await copyFile(bundle, `${code.program}/rostrum.mjs`);
  await makeFile(here('migration/handler.ts'), `${code.migration}/handler.mjs`);
  return code;
}
