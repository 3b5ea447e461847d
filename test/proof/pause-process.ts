import type { TestBed } from './test-bed.ts';

/** Stops a process; it goes on at the end of the run, whatever comes. */
export function pauseProcess(testBed: TestBed, pid: number | undefined): () => void {
  if (pid === undefined) throw new Error('it was never started');
  const resume = () => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has been killed meanwhile.
    }
  };
  process.kill(pid, 'SIGSTOP');
  testBed.onCleanup(resume);
  return resume;
}

/** What ends with the run. */
export function endSignal(testBed: TestBed): AbortSignal {
  const controller = new AbortController();
  testBed.onCleanup(() => controller.abort());
  return controller.signal;
}
