import { parentPort, workerData } from 'node:worker_threads';
import { readFileText } from './read-file-text.ts';

/** The program of the thread: it reads one file, and answers with its text. */
async function main(): Promise<void> {
  parentPort?.postMessage(await readFileText(workerData));
}

void main();
