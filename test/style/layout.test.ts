import { expect, test } from 'vitest';
import { findCrowdedFolders, findNamesExportedTwice, folderFilesMax, looseFilesMax } from './layout.ts';
import { allPaths, sources } from './sources.ts';

/** Names that two files may export, each with the reason. */
const exceptions = {
  handler: 'AWS Lambda calls it by this name in both bundles',
  TurnOutcome: 'the component has the name of the type that it shows',
};

test('no folder holds more files than a reader can survey', () => {
  // One page per rule or decision, found by its id.
  const paths = allPaths().filter((path) => !/^docs\/(?:rules|adr)\//.test(path));
  expect(findCrowdedFolders(paths)).toEqual([]);
});

test('a folder with too many files is named', () => {
  const paths = (folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${folder}/${index}.ts`);
  expect(findCrowdedFolders([...paths('app/a', folderFilesMax), ...paths('app', looseFilesMax)])).toEqual([]);
  expect(findCrowdedFolders(paths('app/a', folderFilesMax + 1))).toEqual([
    expect.stringContaining('app/a has 21 files'),
  ]);
  expect(findCrowdedFolders(paths('app', looseFilesMax + 1))).toEqual([
    expect.stringContaining('app has 5 files'),
  ]);
});

test('every exported name is exported by one file', () => {
  expect(findNamesExportedTwice(sources(), exceptions)).toEqual([]);
});

test('a name that two files export is found, with both files', () => {
  const twice = [
    { path: 'app/a.ts', text: 'export interface Command {}\n' },
    { path: 'infra/b.ts', text: "export type Command = 'a';\nexport async function run() {}\n" },
    { path: 'test/c.ts', text: 'export const run = 1;\n' },
  ];
  expect(findNamesExportedTwice(twice, {})).toEqual([
    'Command is exported by app/a.ts and infra/b.ts; rename one, or import it',
  ]);
  expect(findNamesExportedTwice(twice, { Command: 'shown in a test' })).toEqual([]);
});
