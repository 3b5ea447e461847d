/** The points of a turn at which a process can be made to fail. */
export const failPoints = [
  'before the call',
  'mid-token',
  'response before commit',
  'after commit before publish',
  'while deciding',
] as const;

export type FailPoint = (typeof failPoints)[number];

/** The environment variable with the directory that a scenario shares with its processes. */
export const directoryVariable = 'CHAOS_DIR';

/** A file in the directory: an armed point, for one process or for the first that reaches it. */
export const armedFile = (point: FailPoint, process = 'any') => `${process} ${point}`;

/** A file in the directory with JSON lines. */
export const hitsFile = 'hits';
export const commitsFile = 'commits';

/** A process reached an armed point and sent itself the signal. */
export interface Hit {
  readonly point: FailPoint;
  readonly process: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The turn of 'response before commit'. */
  readonly debate?: string;
  readonly turn?: string;
}

/** A completed turn whose commit was acknowledged to its worker, so it must never be lost. */
export interface Commit {
  readonly debate: string;
  readonly seq: number;
  readonly hash: string;
}
