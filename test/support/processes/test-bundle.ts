import { rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBundle, makeFile } from '../../../app/build/bundle.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The program that tests start. Two folders below the checkout, where it finds the cache of embedded clusters. */
export const testBundle = fromRoot('.vitest/program/rostrum.mjs');

/** The command line that tests start. One folder below the checkout, whose package.json it reads. */
export const testCli = fromRoot('.vitest/cli.mjs');

/** The supervised program of test/runtime/supervisor/fixture. */
export const testFleet = fromRoot('.vitest/fleet.mjs');

/** Builds the programs once a run: they start in a third of the time that their sources take. */
export const buildTestPrograms = (): Promise<unknown> =>
  Promise.all([
    buildTestBundle(),
    buildTestFile('app/cli.ts', testCli),
    buildTestFile('test/runtime/supervisor/fixture/fleet.ts', testFleet),
  ]);

export async function buildTestBundle(): Promise<void> {
  const temporaryFile = `${testBundle}.${process.pid}`;
  await makeBundle(temporaryFile);
  // Renamed into place, because another run may be starting the program.
  await rename(temporaryFile, testBundle);
  await rename(`${temporaryFile}.map`, `${testBundle}.map`);
}

async function buildTestFile(entry: string, outfile: string): Promise<void> {
  const temporaryFile = `${outfile}.${process.pid}`;
  await makeFile(fromRoot(entry), temporaryFile);
  await rename(temporaryFile, outfile);
}
