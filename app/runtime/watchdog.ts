import { Worker } from 'node:worker_threads';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';

/**
 * A thread that watches the event loop. It counts its own ticks, so that a process that was stopped, or a machine that
 * slept, does not count as blocked. As text, because the bundle is one file.
 */
const thread = `
const { workerData: { beats, heartbeatMs, heartbeatTimeoutMs, name } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const counter = new Int32Array(beats);
let seen = 0;
let silentMs = 0;
const timer = setInterval(() => {
  const count = Atomics.load(counter, 0);
  const isDebugged = Atomics.load(counter, 1) === 1;
  silentMs = count === seen && !isDebugged ? silentMs + heartbeatMs : 0;
  seen = count;
  if (silentMs <= heartbeatTimeoutMs) return;
  clearInterval(timer);
  const why = 'its event loop is blocked';
  const line = { level: 'fatal', at: new Date().toISOString(), process: name, why, msg: 'process killed' };
  try { writeSync(1, JSON.stringify(line) + '\\n'); } catch {}
  process.kill(process.pid, 'SIGKILL');
}, heartbeatMs);
`;

interface WatchdogDeps {
  readonly clock: Pick<Clock, 'every'>;
  /** While a debugger is attached, nothing is killed: it stops the event loop at a breakpoint. */
  readonly isDebugged: () => boolean;
  /** The thread has failed, so nothing watches any longer. */
  readonly onError: (error: unknown) => void;
}

/**
 * Kills this process, after a last line of its log, when its event loop is blocked for `supervisor.heartbeatTimeoutMs`:
 * what started it restarts it, and meanwhile others continue its debates. For a process without a supervisor, which
 * would do the same. The first process of a container cannot kill itself: what we render puts an init process in front.
 * Call the result to stop it.
 */
export function startWatchdog(
  { heartbeatMs, heartbeatTimeoutMs }: Contract['supervisor'],
  /** Of the process, as in its log. */
  name: string,
  { clock, isDebugged, onError }: WatchdogDeps,
): () => void {
  const beats = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(beats);
  const watcher = new Worker(thread, {
    eval: true,
    workerData: { beats, heartbeatMs, heartbeatTimeoutMs, name },
    // It needs no preloads of the program.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  watcher.unref();
  watcher.on('error', onError);
  const stopBeats = clock.every(heartbeatMs, () => {
    Atomics.add(counter, 0, 1);
    Atomics.store(counter, 1, isDebugged() ? 1 : 0);
  });
  return () => {
    stopBeats();
    void watcher.terminate();
  };
}
