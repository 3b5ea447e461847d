import { describe, expect, test } from 'vitest';
import { singleFlight } from '../../app/shared/single-flight.ts';

/** Work whose runs end when the test says so. */
function createWork() {
  const runs: PromiseWithResolvers<number>[] = [];
  return {
    runs,
    work: () => {
      const run = Promise.withResolvers<number>();
      runs.push(run);
      return run.promise;
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('single flight that joins', () => {
  test('shares one run between calls that overlap, and runs again afterwards', async () => {
    const { runs, work } = createWork();
    const call = singleFlight(work, { whileRunning: 'join' });
    const calls = [call(), call(), call()];
    runs[0]?.resolve(7);
    expect(await Promise.all(calls)).toEqual([7, 7, 7]);
    expect(runs).toHaveLength(1);
    void call();
    expect(runs).toHaveLength(2);
  });

  test('runs again after a failure', async () => {
    const { runs, work } = createWork();
    const call = singleFlight(work, { whileRunning: 'join' });
    const failed = call();
    runs[0]?.reject(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    void call();
    expect(runs).toHaveLength(2);
  });
});

describe('single flight that reruns', () => {
  test('runs once more for any number of calls during a run, and resolves them with the last result', async () => {
    const { runs, work } = createWork();
    const call = singleFlight(work, { whileRunning: 'rerun' });
    const calls = [call(), call(), call()];
    runs[0]?.resolve(1);
    await settle();
    expect(runs).toHaveLength(2);
    runs[1]?.resolve(2);
    expect(await Promise.all(calls)).toEqual([2, 2, 2]);
    expect(runs).toHaveLength(2);
  });

  test('does not run again without a call during the run', async () => {
    const { runs, work } = createWork();
    const call = singleFlight(work, { whileRunning: 'rerun' });
    const only = call();
    runs[0]?.resolve(1);
    expect(await only).toBe(1);
    expect(runs).toHaveLength(1);
  });
});
