import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import type { EvidenceFile, ReadRequest, ReadResult } from './file-format.ts';
import type { openThread } from './thread.ts';
import { fileTooLarge, UnreadableFile } from './unreadable-file.ts';

/** Converts files to text off the event loop. */
export interface DocumentReader {
  /** Throws UnreadableFile when the file cannot be evidence, and the signal's reason when it aborts. */
  read(file: EvidenceFile, signal: AbortSignal): Promise<string>;
}

export interface DocumentReaderDeps {
  readonly contract: Pick<Contract, 'files' | 'limits'>;
  readonly clock: Pick<Clock, 'after' | 'every'>;
  readonly openThread: typeof openThread;
}

/** One file at a time, because the contract has the memory for one. Each has a new thread, which ends with it. */
export function createDocumentReader(deps: DocumentReaderDeps): DocumentReader {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(file, signal) {
      const result = last.then(() => {
        signal.throwIfAborted();
        return readInThread(file, deps, signal);
      });
      last = result.catch(() => {});
      return result;
    },
  };
}

const MiB = 1024 * 1024;
/** The thread has a copy of the file, and a parser may make another one. */
const copiesMax = 2;

async function readInThread(
  file: EvidenceFile,
  { contract: { files, limits }, clock, openThread }: DocumentReaderDeps,
  signal: AbortSignal,
): Promise<string> {
  const request: ReadRequest = {
    file,
    limits: { ...files, textBytesMax: limits.documentBytesMax, depthMax: limits.htmlDepthMax },
  };
  const ended = Promise.withResolvers<string>();
  // What a parser prints is not ours, and the secrets of the environment are not its business.
  const thread = openThread({
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: files.heapMiB },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  thread.on('message', (result: ReadResult) => {
    if ('text' in result) ended.resolve(result.text);
    else ended.reject(new UnreadableFile(result.problem, result));
  });
  thread.on('error', (error: NodeJS.ErrnoException) =>
    ended.reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? needsTooMuchMemory() : error),
  );
  thread.on('exit', () => ended.reject(new Error('the thread that reads a file ended without a result')));
  const buffersMax = files.buffersMiB * MiB + copiesMax * file.bytes.byteLength;
  async function checkMemory(): Promise<void> {
    const { external_memory: buffers } = await thread.getHeapStatistics();
    if (buffers > buffersMax) ended.reject(needsTooMuchMemory());
  }
  const onAbort = () => ended.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stopTimer = clock.after(files.timeoutMs, () => ended.reject(takesTooLong(files.timeoutMs)));
  // It rejects when the thread has ended in the meantime.
  const stopChecks = clock.every(files.memoryCheckIntervalMs, () => void checkMemory().catch(() => {}));
  try {
    return await ended.promise;
  } finally {
    stopTimer();
    stopChecks();
    signal.removeEventListener('abort', onAbort);
    await thread.terminate();
  }
}

const needsTooMuchMemory = () =>
  fileTooLarge('takes too much memory to read. Send the part that the question needs, or its text.');

const takesTooLong = (timeoutMs: number) =>
  fileTooLarge(
    `takes longer than ${timeoutMs / 1000} seconds to read. Send the part that the question needs, or its text.`,
  );
