import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary.ts';
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
  const directory = temporaryDirectory('chaos');
  const fileOf = (name: string) => join(directory.path, name);
  const linesOf = (name: string): string[] =>
    existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8').split('\n').filter(Boolean) : [];

  return {
    preload: new URL('./preload.ts', import.meta.url),
    env: { [directoryVariable]: directory.path },
    arm(point, process, signal = 'SIGKILL') {
      // Moved there whole: nobody reads half of it.
      const written = fileOf('being-armed');
      writeFileSync(written, signal);
      renameSync(written, fileOf(armedFile(point, process)));
    },
    armed: (process) => failPoints.filter((point) => existsSync(fileOf(armedFile(point, process)))),
    hits: () => linesOf(hitsFile).map((line): Hit => JSON.parse(line)),
    commits: () => linesOf(commitsFile).map((line): Commit => JSON.parse(line)),
    close: () => directory.remove(),
  };
}
