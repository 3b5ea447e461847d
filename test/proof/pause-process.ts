import type { TestBed } from './test-bed.ts';

/** Suspends a process and returns a function that resumes it; the cleanup of the run resumes it in any case. */
export function pauseProcess(testBed: TestBed, pid: number | undefined): () => void {
  if (pid === undefined) throw new Error('the process was never started');
  const resume = () => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // The process is gone.
    }
  };
  process.kill(pid, 'SIGSTOP');
  testBed.onCleanup(resume);
  return resume;
}

/** Aborts at the end of the run. */
export function endSignal(testBed: TestBed): AbortSignal {
  const controller = new AbortController();
  testBed.onCleanup(() => controller.abort());
  return controller.signal;
}
