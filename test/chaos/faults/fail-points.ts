import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import {
  armedFile,
  type Commit,
  commitsFile,
  directoryVariable,
  type FailPoint,
  failPoints,
  type Hit,
  hitsFile,
} from './fail-point.ts';

/** The scenario's side of the fail points: it arms them, and learns which process came to one. */
export interface FailPoints {
  /** What the processes need, so that they know of them: run before the program, and in its environment. */
  readonly preload: URL;
  readonly env: Readonly<Record<string, string>>;
  /** A process that comes to the point sends itself the signal: this one, or the first of any. */
  arm(point: FailPoint, process?: string, signal?: 'SIGKILL' | 'SIGSTOP'): void;
  /** What the process has been armed with, and has not come to. */
  armed(process: string): readonly FailPoint[];
  hits(): readonly Hit[];
  /** Completed turns whose commit a worker has learned of. */
  commits(): readonly Commit[];
  close(): void;
}

export function openFailPoints(): FailPoints {
  const directory = createTemporaryDirectory('chaos');
  const filePath = (name: string) => join(directory.path, name);
  const readLines = (name: string): string[] =>
    existsSync(filePath(name)) ? readFileSync(filePath(name), 'utf8').split('\n').filter(Boolean) : [];

  return {
    preload: new URL('./preload.ts', import.meta.url),
    env: { [directoryVariable]: directory.path },
    arm(point, process, signal = 'SIGKILL') {
      // Moved there whole: nobody reads half of it.
      const temporaryFile = filePath('being-armed');
      writeFileSync(temporaryFile, signal);
      renameSync(temporaryFile, filePath(armedFile(point, process)));
    },
    armed: (process) => failPoints.filter((point) => existsSync(filePath(armedFile(point, process)))),
    hits: () => readLines(hitsFile).map((line): Hit => JSON.parse(line)),
    commits: () => readLines(commitsFile).map((line): Commit => JSON.parse(line)),
    close: () => directory.remove(),
  };
}
