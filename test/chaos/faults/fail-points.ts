import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { preloadEnvironment } from '../../support/processes/contract-environment.ts';
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

/** The scenario's side of the fail points: arms them and reads which process reached one. */
export interface FailPoints {
  /** The environment that the processes need. */
  readonly env: Readonly<Record<string, string>>;
  /** The given process, or the first that reaches the point, sends itself the signal. */
  arm(point: FailPoint, process?: string, signal?: 'SIGKILL' | 'SIGSTOP'): void;
  /** The armed point that the process has not reached. */
  armed(process: string): readonly FailPoint[];
  hits(): readonly Hit[];
  /** Completed turns whose commit was acknowledged to a worker. */
  commits(): readonly Commit[];
  close(): void;
}

export function openFailPoints(): FailPoints {
  const directory = createTemporaryDirectory('chaos');
  const filePath = (name: string) => join(directory.path, name);
  const readLines = (name: string): string[] =>
    existsSync(filePath(name)) ? readFileSync(filePath(name), 'utf8').split('\n').filter(Boolean) : [];

  return {
    env: {
      ...preloadEnvironment(new URL('./preload.ts', import.meta.url)),
      [directoryVariable]: directory.path,
    },
    arm(point, process, signal = 'SIGKILL') {
      // Renamed into place, so that no process reads a partial file.
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
