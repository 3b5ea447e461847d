import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Starts the thread that reads a file. In the bundle is another module in place of this: see app/build/bundle.ts. */
export const openThread = (options: WorkerOptions): Worker =>
  new Worker(new URL('./thread-main.ts', import.meta.url), options);
