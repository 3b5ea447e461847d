import cluster, { type Worker } from 'node:cluster';
import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';
import { createRestartBudget } from './cluster-budget.ts';
import { mergeMetrics } from './cluster-metrics.ts';
import { type ProcessEnd, type SupervisedProcess, startProcess } from './cluster-process.ts';
import { type SignalSource, stopOnSignals } from './lifecycle.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface SupervisorParts {
  readonly contract: Contract;
  /** How many processes share the port. */
  readonly count: number;
  /** What they are called, with a number from 1: `web`. */
  readonly role: string;
  readonly log: Log;
  /** The supervisor's own. */
  readonly metrics: Metrics;
  readonly timers: Timers;
  /** Starts this program once more with these variables: `forkProcess`. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** Where signals come from: the process. */
  readonly signals: SignalSource;
  /** All processes have ended, or have just been killed: 0 when that was asked for, else 1. */
  readonly onExit: (code: number) => void;
}

export interface Supervisor {
  /** Replaces the processes one by one: each new one is ready before the old one drains. SIGHUP does the same. */
  replaceAll(): Promise<void>;
  /** Drains all processes; resolves to whether that was a wish and no failure. SIGTERM does the same, and exits. */
  stop(why: string): Promise<boolean>;
  /** The metrics of the supervisor and of all processes that serve; who does not answer in time is left out. */
  collectMetrics(): Promise<string>;
}

/** A name, and who bears it. */
interface Post {
  readonly name: string;
  holder: SupervisedProcess | null;
  /** Who takes over as soon as it is ready. */
  successor: SupervisedProcess | null;
}

/**
 * Keeps `count` processes on one port and restarts what dies. One is started first: what is wrong with the port, the
 * database or the environment is said once, by it, and the program ends with 1.
 */
export function superviseProcesses(parts: SupervisorParts): Supervisor {
  const { contract, count, role, log, metrics, timers, fork, signals, onExit } = parts;
  const budget = createRestartBudget(contract.supervisor);
  const posts = Array.from(
    { length: count },
    (_, index): Post => ({ name: `${role} ${index + 1}`, holder: null, successor: null }),
  );
  /** All that have not ended: holders, successors and those that drain. */
  const alive = new Set<SupervisedProcess>();
  const counts = { deaths: 0, replacements: 0, unmeasured: 0 };
  let failed = false;
  let stopped: Promise<boolean> | null = null;
  /** Replacements wait for one another, so that there is never more than one process too many. */
  let turn: Promise<void> = Promise.resolve();

  function launch(post: Post): SupervisedProcess {
    const onRecycle = () => void inTurn(() => replace(post, process));
    const process = startProcess({
      name: post.name,
      contract,
      log,
      timers,
      fork,
      onRecycle,
      collect: collectMetrics,
    });
    alive.add(process);
    void process.ended.then(() => alive.delete(process));
    return process;
  }

  function appoint(post: Post, process: SupervisedProcess): void {
    post.holder = process;
    void process.ended.then((end) => refill(post, process, end));
  }

  async function startAll(): Promise<void> {
    const [first, ...others] = posts;
    if (!first) return;
    const process = launch(first);
    const ready = await process.ready;
    if (stopped) return;
    if (!ready) return giveUp('the first process did not become ready');
    appoint(first, process);
    for (const post of others) appoint(post, launch(post));
  }

  async function refill(post: Post, process: SupervisedProcess, end: ProcessEnd): Promise<void> {
    if (stopped || post.holder !== process) return;
    counts.deaths += 1;
    log.error({ name: post.name, pid: process.pid, ...end }, 'process died');
    const waitMs = budget.spend(timers.now());
    if (waitMs === null) return giveUp('too many processes died');
    if (!post.successor) await new Promise<void>((resolve) => timers.after(waitMs, resolve));
    if (!stopped) appoint(post, post.successor ?? launch(post));
  }

  async function replace(post: Post, old: SupervisedProcess): Promise<void> {
    if (stopped || post.holder !== old || old.state() === 'ended') return;
    const successor = launch(post);
    post.successor = successor;
    const ready = await successor.ready;
    post.successor = null;
    // The old one may have died meanwhile: then the successor has already taken its place.
    if (stopped || post.holder !== old) return;
    if (!ready) {
      log.error({ name: post.name }, 'replacement did not become ready: the old process goes on');
      return;
    }
    counts.replacements += 1;
    appoint(post, successor);
    old.drain('replaced');
    await old.ended;
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work);
    return turn;
  }

  async function replaceAll(): Promise<void> {
    log.info('replacing all processes');
    for (const post of posts) await inTurn(async () => post.holder && (await replace(post, post.holder)));
    log.info('replaced all processes');
  }

  function giveUp(why: string): void {
    log.fatal({ why }, 'giving up');
    failed = true;
    void stop(why).then(() => onExit(1));
  }

  function stop(why: string): Promise<boolean> {
    stopped ??= drainAll(why);
    return stopped;
  }

  async function drainAll(why: string): Promise<boolean> {
    log.info({ why }, 'draining');
    for (const process of alive) process.drain('stopped');
    await Promise.all([...alive].map((process) => process.ended));
    return !failed;
  }

  async function collectMetrics(): Promise<string> {
    const serving = posts.flatMap(({ holder }) => (holder?.state() === 'ready' ? [holder] : []));
    const texts = await Promise.all(serving.map((process) => process.measure()));
    const answered = texts.filter((text) => text !== null);
    counts.unmeasured += texts.length - answered.length;
    return mergeMetrics([await metrics.text(), ...answered]);
  }
  ...
}
