import { readFile, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { makeBundle } from '../../app/build/bundle.ts';
import { applyChanges, isChanged } from './changes.ts';

/** The program with the changes of the experiments. */
export const changedProgram = fileURLToPath(new URL('../../.vitest/program/changed.mjs', import.meta.url));

const withChanges: Plugin = {
  name: 'changes',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) =>
      isChanged(path) ? { contents: applyChanges(path, await readFile(path, 'utf8')), loader: 'ts' } : null,
    );
  },
};

/** Builds it: it starts in a third of the time that its sources take. */
export async function buildChangedProgram(): Promise<void> {
  const temporaryFile = `${changedProgram}.${process.pid}`;
  await makeBundle(temporaryFile, [withChanges]);
  await rename(temporaryFile, changedProgram);
  await rename(`${temporaryFile}.map`, `${changedProgram}.map`);
}
