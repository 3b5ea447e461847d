import { mkdir, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBundle, makeFile } from '../../app/build/bundle.ts';
import type { LambdaAssets } from '../constructs/rostrum-props.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Builds the code of the functions and of the image from the current sources, so no outdated build is deployed. */
export async function buildLambdaAssets(): Promise<LambdaAssets> {
  const bundle = pathOf('../../dist/rostrum.mjs');
  await makeBundle(bundle);
  const customResources = pathOf('../../dist/custom-resources');
  // Renamed when complete: a concurrent synthesis may read it.
  const temporary = pathOf(`../../dist/custom-resources-${process.pid}.mjs`);
  await makeFile(pathOf('handler.ts'), temporary);
  await mkdir(customResources, { recursive: true });
  await rename(temporary, `${customResources}/handler.mjs`);
  return { program: pathOf('../../dist'), customResources };
}
