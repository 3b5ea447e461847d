import type { Roster } from '../agents/agent.ts';
import type { Config } from '../config/config.ts';
import type { Bus } from '../live/bus.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { SupervisorLink } from '../runtime/supervisor/supervisor-link.ts';
import type { Store } from '../store/store.ts';
import type { DebateCallbacks } from './debate-metrics.ts';

/** The open resources that every role of the program is built on. */
export interface Runtime extends DebateCallbacks {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly store: Store;
  readonly bus: Bus;
  readonly roster: Roster;
  readonly metrics: Metrics;
  /** null when this is the only process. */
  readonly supervisor: SupervisorLink | null;
  /** Name of this process in logs, metrics and leases. */
  readonly name: string;
  readonly version: string;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly randomId: () => string;
  readonly randomSecret: () => string;
}
