import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folders of PostgreSQL's server programs on Debian, which are not on PATH. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

/** The path of a program; null if it is not installed. */
export function findProgram(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...postgresFolders()];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

/**
 * The path of a program that a test file needs. If it is missing, prints how to install it and returns null: the tests
 * must then be skipped. With ROSTRUM_TEST_REQUIRE=1 (set by .ci/run) it throws instead.
 */
export function requireProgram(programs: readonly string[], installHint: string): string | null {
  const found = programs.map(findProgram).find((path) => path !== null);
  if (found) return found;
  const message = `${programs.join(' or ')} is not on PATH: its tests are skipped. Fix: ${installHint}`;
  if (process.env.ROSTRUM_TEST_REQUIRE === '1') throw new Error(message);
  process.stderr.write(`\n[skipped] ${message}\n`);
  return null;
}
