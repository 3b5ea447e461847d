import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { createLifecycle, stopOnSignals } from '../../app/runtime/lifecycle.ts';
import type { Log } from '../../app/runtime/log.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

const contract = applyOverrides(profile('test'), {
  process: { drainDelayMs: 5, drainInflightMs: 20, viewerCloseMs: 10, flushMs: 20, signalDebounceMs: 0 },
});

const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  fatal: () => {},
};

function createRecorder() {
  const order: string[] = [];
  const write = (...args: unknown[]) => void order.push(`log ${args.at(-1)}`);
  const log: Log = { debug: () => {}, info: () => {}, warn: write, error: write, fatal: write };
  const lifecycle = createLifecycle(contract, log, systemClock);
  const start = (name: string, stop: (forceSignal: AbortSignal) => Promise<void> = async () => {}) =>
    lifecycle.start(
      name,
      async () => {
        order.push(`start ${name}`);
        return name;
      },
      async (_, forceSignal) => {
        order.push(`stop ${name}`);
        await stop(forceSignal);
      },
    );
  return { order, lifecycle, start };
}

const never = () => new Promise<void>(() => {});

describe('the lifecycle of a process', () => {
  test('starts its components in order and stops them in reverse', async () => {
    const { order, lifecycle, start } = createRecorder();
    expect(await start('store')).toBe('store');
    await start('server');
    await start('worker');
    expect(await lifecycle.stop('SIGTERM')).toBe(true);
    expect(order).toEqual([
      'start store',
      'start server',
      'start worker',
      'stop worker',
      'stop server',
      'stop store',
    ]);
  });

  test('is ready from the start of the last component to the drain', async () => {
    const { lifecycle, start } = createRecorder();
    const seen: boolean[] = [];
    await start('server', async () => void seen.push(lifecycle.isReady()));
    expect(lifecycle.isReady()).toBe(false);
    lifecycle.ready();
    expect(lifecycle.isReady()).toBe(true);
    const stopped = lifecycle.stop('SIGTERM');
    expect(lifecycle.isReady()).toBe(false);
    expect(seen).toEqual([]);
    await stopped;
    expect(seen).toEqual([false]);
    lifecycle.ready();
    expect(lifecycle.isReady()).toBe(false);
  });

  test('stops the components before one that fails to start, and rejects with its error', async () => {
    const { order, lifecycle, start } = createRecorder();
    await start('store');
    const opening = lifecycle.start('server', () => Promise.reject(new Error('port taken')), never);
    await expect(opening).rejects.toThrow('port taken');
    expect(order).toEqual(['start store', 'stop store']);
  });

  test('does not wait for balancers to notice if it was never ready', async () => {
    const slow = applyOverrides(contract, { process: { drainDelayMs: 1_000_000 } });
    const lifecycle = createLifecycle(slow, silentLog, systemClock);
    expect(await lifecycle.stop('SIGTERM')).toBe(true);
  });

  test('stops once if stop is called twice', async () => {
    const { order, lifecycle, start } = createRecorder();
    await start('store');
    await Promise.all([lifecycle.stop('SIGTERM'), lifecycle.stop('SIGINT')]);
    expect(order).toEqual(['start store', 'stop store']);
  });
});

describe('a component that does not stop', () => {
  test('receives the force signal when its time is over', async () => {
    const { lifecycle, start } = createRecorder();
    await start(
      'server',
      (forceSignal) => new Promise((resolve) => forceSignal.addEventListener('abort', () => resolve())),
    );
    expect(await lifecycle.stop('SIGTERM')).toBe(true);
  });

  test('does not keep other components from stopping, and is logged by name', async () => {
    const { order, lifecycle, start } = createRecorder();
    await start('store');
    await start('stuck', never);
    expect(await lifecycle.stop('SIGTERM')).toBe(false);
    expect(order.slice(2)).toEqual(['stop stuck', 'log component did not stop in time', 'stop store']);
  });

  test('does not keep other components from stopping if its stop fails', async () => {
    const { order, lifecycle, start } = createRecorder();
    await start('store');
    await start('broken', () => Promise.reject(new Error('no')));
    expect(await lifecycle.stop('SIGTERM')).toBe(false);
    expect(order.slice(2)).toEqual(['stop broken', 'log component failed to stop', 'stop store']);
  });
});

describe('stopping on signals', () => {
  function createSource(stop: () => Promise<boolean>, signalDebounceMs = 0) {
    const source = new EventEmitter();
    const exits: number[] = [];
    const clock = createManualClock();
    stopOnSignals(
      { stop },
      { ...contract.process, signalDebounceMs },
      {
        signals: ['SIGTERM', 'SIGINT'],
        source,
        clock,
        exit: (code) => void exits.push(code),
      },
    );
    return { source, exits, clock };
  }

  test.each([
    ['exits with 0 after a clean drain', true, 0],
    ['exits with 1 after any other drain', false, 1],
  ])('%s', async (_, clean, code) => {
    const { source, exits } = createSource(async () => clean);
    source.emit('SIGTERM', 'SIGTERM');
    await expect.poll(() => exits).toEqual([code]);
  });

  test('exits at once on a second signal', () => {
    const { source, exits } = createSource(() => new Promise(() => {}));
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([]);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
  });

  test('counts a signal within the debounce time as the first one, and a later one as the second', () => {
    const { source, exits, clock } = createSource(() => new Promise(() => {}), 500);
    source.emit('SIGINT', 'SIGINT');
    clock.advance(499);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([]);
    clock.advance(1);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
  });
});
