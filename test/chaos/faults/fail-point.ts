/** Where in a turn's life a process can be made to fail, and the signal by which it does. */
export const failPoints = [
  'before the call',
  'mid-token',
  'response before commit',
  'after commit before publish',
  'while deciding',
] as const;

export type FailPoint = (typeof failPoints)[number];

/** The directory over which a scenario and its processes speak. */
export const directoryVariable = 'CHAOS_DIR';

/** In the directory: a file that stands for a point that is armed, in one process or in whichever comes to it first. */
export const armedFile = (point: FailPoint, process = 'any') => `${process} ${point}`;

/** In the directory: lines of JSON. */
export const hitsFile = 'hits';
export const commitsFile = 'commits';

/** A process came to an armed point, and sent itself the signal. */
export interface Hit {
  readonly point: FailPoint;
  readonly process: string;
  /** Milliseconds, by the clock of this machine. */
  readonly at: number;
  /** Of 'response before commit': whose. */
  readonly debate?: string;
  readonly turn?: string;
}

/** A completed turn whose commit was acknowledged to its worker: it must stand there for ever. */
export interface Commit {
  readonly debate: string;
  readonly seq: number;
  readonly hash: string;
}
