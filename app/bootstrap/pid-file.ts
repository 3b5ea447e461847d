import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';

/** The file of ROSTRUM_PID_FILE cannot be written. */
export class PidFileError extends Error {
  override readonly name = 'PidFileError';
}

/**
 * Writes the process id to the file of ROSTRUM_PID_FILE, and removes it at the end unless another program has replaced
 * it. Throws PidFileError.
 */
export function keepPidFile({ environment }: Pick<Config, 'environment'>): void {
  const file = environment.ROSTRUM_PID_FILE;
  if (file === undefined) return;
  const text = `${process.pid}\n`;
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new PidFileError(
      `ROSTRUM_PID_FILE=${file} cannot be written: ${error instanceof Error ? error.message : error}. ` +
        'Fix: name a file in a directory that this user can write to, or unset the variable.',
    );
  }
  process.on('exit', () => {
    if (readFile(file) === text) rmSync(file, { force: true });
  });
}

function readFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
