import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { createLifecycle, stopOnSignals } from '../../app/runtime/lifecycle.ts';
import type { Log } from '../../app/runtime/log.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

/** Quick, for nothing here is to be waited for. */
const contract = applyOverrides(profile('test'), {
  process: { drainDelayMs: 5, drainInflightMs: 20, viewerCloseMs: 10, flushMs: 20, signalDebounceMs: 0 },
});

function recorder() {
  const order: string[] = [];
  const write = (...args: unknown[]) => void order.push(`log ${args.at(-1)}`);
  const log: Log = { debug: () => {}, info: () => {}, warn: write, error: write, fatal: write };
  const lifecycle = createLifecycle(contract, log);
  const part = (name: string, stop: (cut: AbortSignal) => Promise<void> = async () => {}) =>
    lifecycle.start(
      name,
      async () => {
        order.push(`start ${name}`);
        return name;
      },
      async (_, cut) => {
        order.push(`stop ${name}`);
        await stop(cut);
      },
    );
  return { order, lifecycle, part };
}

const never = () => new Promise<void>(() => {});

describe('a process', () => {
  test('starts its parts in order and stops them in reverse', async () => {
    const { order, lifecycle, part } = recorder();
    expect(await part('store')).toBe('store');
    await part('server');
    await part('worker');
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

  test('is ready when all have been started, until it drains', async () => {
    const { lifecycle, part } = recorder();
    const seen: boolean[] = [];
    await part('server', async () => void seen.push(lifecycle.isReady()));
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

  test('that cannot start a part stops those before it, and says why', async () => {
    const { order, lifecycle, part } = recorder();
    await part('store');
    const opening = lifecycle.start('server', () => Promise.reject(new Error('port taken')), never);
    await expect(opening).rejects.toThrow('port taken');
    expect(order).toEqual(['start store', 'stop store']);
  });

  test('that never had traffic does not wait for balancers to notice', async () => {
    const slow = applyOverrides(contract, { process: { drainDelayMs: 1_000_000 } });
    const lifecycle = createLifecycle(slow, { ...console, fatal: () => {}, info: () => {}, debug: () => {} });
    expect(await lifecycle.stop('SIGTERM')).toBe(true);
  });

  test('stops once, however often it is told', async () => {
    const { order, lifecycle, part } = recorder();
    await part('store');
    await Promise.all([lifecycle.stop('SIGTERM'), lifecycle.stop('SIGINT')]);
    expect(order).toEqual(['start store', 'stop store']);
  });
});

describe('a part that does not stop', () => {
  test('is told when what is in progress may take no longer', async () => {
    const { lifecycle, part } = recorder();
    await part('server', (cut) => new Promise((resolve) => cut.addEventListener('abort', () => resolve())));
    expect(await lifecycle.stop('SIGTERM')).toBe(true);
  });

  test('does not keep the others from being stopped, and is named', async () => {
    const { order, lifecycle, part } = recorder();
    await part('store');
    await part('stuck', never);
    expect(await lifecycle.stop('SIGTERM')).toBe(false);
    expect(order.slice(2)).toEqual(['stop stuck', 'log did not stop in time', 'stop store']);
  });

  test('one that fails does not, either', async () => {
    const { order, lifecycle, part } = recorder();
    await part('store');
    await part('broken', () => Promise.reject(new Error('no')));
    expect(await lifecycle.stop('SIGTERM')).toBe(false);
    expect(order.slice(2)).toEqual(['stop broken', 'log failed to stop', 'stop store']);
  });
});

describe('signals', () => {
  function signalled(stop: () => Promise<boolean>, signalDebounceMs = 0) {
    const source = new EventEmitter();
    const exits: number[] = [];
    const timers = createManualClock();
    stopOnSignals(
      { stop },
      { ...contract.process, signalDebounceMs },
      {
        signals: ['SIGTERM', 'SIGINT'],
        source,
        now: timers.monotonicMs,
        exit: (code) => void exits.push(code),
      },
    );
    return { source, exits, timers };
  }

  test.each([
    ['a clean drain exits with 0', true, 0],
    ['any other drain exits with 1', false, 1],
  ])('%s', async (_, clean, code) => {
    const { source, exits } = signalled(async () => clean);
    source.emit('SIGTERM', 'SIGTERM');
    await expect.poll(() => exits).toEqual([code]);
  });

  test('a second signal exits at once', () => {
    const { source, exits } = signalled(() => new Promise(() => {}));
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([]);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
  });

  test('a signal that npm passes on is the same signal, and one after that is the second', () => {
    const { source, exits, timers } = signalled(() => new Promise(() => {}), 500);
    source.emit('SIGINT', 'SIGINT');
    timers.advance(499);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([]);
    timers.advance(1);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
  });
});
