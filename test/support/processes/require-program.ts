import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL's server programs, which are not on PATH. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

/** The path of a program, or null. */
export function findProgram(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...postgresFolders()];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

/**
 * The path of a program that a suite needs. When the machine lacks it the suite is to be skipped, and a line says how
 * to cure that; with ROSTRUM_TEST_REQUIRE=1 (set by .ci/run) the lack is a failure.
 */
export function requireProgram(programs: readonly string[], installHint: string): string | null {
  const found = programs.map(findProgram).find((path) => path !== null);
  if (found) return found;
  const message = `${programs.join(' or ')} is not on PATH: its tests are skipped. Cure: ${installHint}`;
  if (process.env.ROSTRUM_TEST_REQUIRE === '1') throw new Error(message);
  process.stderr.write(`\n[skipped] ${message}\n`);
  return null;
}
