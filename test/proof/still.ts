import type { Stage } from './stage.ts';

/** Stops a process; it goes on at the end of the run, whatever comes. */
export function stall(stage: Stage, pid: number | undefined): () => void {
  if (pid === undefined) throw new Error('it was never started');
  const wake = () => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has been killed meanwhile.
    }
  };
  process.kill(pid, 'SIGSTOP');
  stage.after(wake);
  return wake;
}

/** What ends with the run. */
export function ending(stage: Stage): AbortSignal {
  const over = new AbortController();
  stage.after(() => over.abort());
  return over.signal;
}
