import { firstRelease } from './first-release.ts';

/**
 * The statements of schema changes, in order; each change runs once per database. They are code and not SQL files,
 * because the program is one bundle. Never change a released migration: add the next one.
 */
export const migrations: Readonly<Record<string, readonly string[]>> = {
  '0001-first-release': firstRelease,
};
