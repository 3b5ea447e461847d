import type { ModelInfo, Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { DebateCommand } from '../debate/core/commands.ts';
import { sumCostUsd } from '../debate/cost/price.ts';
import { isCharged, sumUsage } from '../debate/cost/usage.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { DeltaPublisher } from '../live/delta-publisher.ts';
import type { DebateKey, WasteReason } from '../store/store.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import { type ErrorReporter, reportError } from './error-reporting.ts';
import type { ReplyResult } from './generate-reply.ts';
import type { LeaseSession } from './lease-session.ts';
import type { WorkerEvent } from './lifecycle-events.ts';
import type { ProviderSemaphores } from './provider-semaphores.ts';
import { type AttemptResult, runAttempt } from './run-attempt.ts';
import { type AttemptReport, countAttempt, type WorkerStats } from './stats.ts';

export interface TurnRunnerDeps extends ErrorReporter {
  readonly roster: Roster;
  readonly contract: Contract;
  readonly providerSemaphores: ProviderSemaphores;
  readonly stats: WorkerStats;
  readonly now: () => Date;
  /** Opens the publisher of a debate's live text. */
  readonly openDeltaPublisher: (key: DebateKey) => DeltaPublisher;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Called for every attempt once its result is in the log or known to be of no use. */
  readonly onAttempt: (report: AttemptReport) => void;
}

/** The running turns of one debate. */
export interface TurnRunner {
  start(prepared: PreparedTurn): void;
  size(): number;
  /** Stops the calls of turns that `isRunning` rejects; each then ends as a failed attempt. */
  cancelUnless(isRunning: (turn: string) => boolean): void;
  /** Resolves when all calls have ended and their usage is recorded. */
  settled(): Promise<void>;
}

/** The report of an attempt before it is known whether its result is in the log. */
type PendingReport = Omit<AttemptReport, 'wasteReason'>;

function toCommand({ turn, attempt, usage, costUsd }: PendingReport, reply: ReplyResult): DebateCommand {
  const common = { turn, attempt, usage, costUsd };
  if (reply.status === 'failed')
    return {
      type: 'fail',
      ...common,
      reason: reply.reason,
      message: reply.message,
      ...(reply.permanent && { permanent: true }),
    };
  const { text, outcome, repairs } = reply;
  return { type: 'complete', ...common, text, outcome, ...(repairs.length > 0 && { repairs }) };
}

function buildReport(
  debate: string,
  { due }: PreparedTurn,
  { reply, ...times }: AttemptResult,
  { provider, price }: ModelInfo,
): PendingReport {
  const { turn, attempt, agent } = due;
  return {
    debate,
    turn,
    attempt,
    provider,
    model: agent.model,
    outcome: reply.status === 'completed' ? reply.status : reply.reason,
    usage: sumUsage(reply.calls),
    costUsd: sumCostUsd(reply.calls, price),
    ...times,
  };
}

/** Counts and reports an attempt, and records its usage if that was wasted. */
async function reportAttempt(
  { lease, store }: LeaseSession,
  deps: TurnRunnerDeps,
  report: AttemptReport,
): Promise<void> {
  countAttempt(deps.stats, report, deps.contract.work.modelMetricsMax);
  deps.onAttempt(report);
  const { wasteReason: reason, turn, attempt, model, usage, costUsd } = report;
  if (reason === null || !isCharged(usage)) return;
  const { tenant, debate, epoch } = lease;
  const at = deps.now().toISOString();
  try {
    await store.recordWastedUsage({
      tenant,
      debate,
      turn,
      attempt,
      epoch,
      model,
      reason,
      usage,
      costUsd,
      at,
    });
  } catch (error) {
    reportError(deps, error, 'record wasted usage', debate);
  }
}

/** Calls `onChange` when a turn has ended. The end of the session stops all calls and the live text. */
export function createTurnRunner(
  session: LeaseSession,
  deps: TurnRunnerDeps,
  onChange: () => void,
): TurnRunner {
  const { debate } = session.lease;
  const { roster } = deps;
  const deltas = deps.openDeltaPublisher(session.lease);
  const controllers = new Map<string, AbortController>();
  const inFlight = new Set<Promise<void>>();

  async function runTurn(prepared: PreparedTurn, signal: AbortSignal): Promise<void> {
    const { turn, attempt, agent } = prepared.due;
    const info = roster.info(agent.model);
    const called = { debate, turn, attempt, provider: info.provider, model: info.model };
    deps.onEvent({ type: 'turn.started', data: called });
    const attemptResult = await runAttempt(roster.agent(agent.model, agent), prepared, {
      ...deps,
      provider: info.provider,
      signal,
      publishText: deltas.append,
      onAbandoned: () => deps.onEvent({ type: 'call.abandoned', data: called }),
      onUnexpectedError: (error) => deps.onUnexpectedError(error, { debate, operation: turn }),
    });
    const report = buildReport(debate, prepared, attemptResult, info);
    const wasteReason = await recordResult(report, attemptResult.reply);
    controllers.delete(turn);
    onChange();
    await reportAttempt(session, deps, { ...report, wasteReason });
  }

  /** Appends the result of an attempt. Returns why it is not in the log, or null if it is. */
  async function recordResult(report: PendingReport, reply: ReplyResult): Promise<WasteReason | null> {
    const endReason = session.endReason();
    if (endReason) return endReason;
    deltas.finishTurn(report.turn);
    diagnosticsChannels.attemptFinished.publish(report);
    try {
      const result = await session.execute(toCommand(report, reply));
      if (result.outcome === 'done') return null;
      return result.outcome === 'fenced' ? 'fenced' : 'superseded';
    } catch (error) {
      session.fail(error);
      return 'not-persisted';
    }
  }

  const cancelAll = () => {
    for (const controller of controllers.values()) controller.abort();
    deltas.close();
  };
  session.signal.addEventListener('abort', cancelAll, { once: true });

  return {
    start(prepared) {
      const controller = new AbortController();
      controllers.set(prepared.due.turn, controller);
      const promise = runTurn(prepared, controller.signal)
        .catch(session.fail)
        .finally(() => inFlight.delete(promise));
      inFlight.add(promise);
    },
    size: () => controllers.size,
    cancelUnless(isRunning) {
      for (const [turn, controller] of controllers) if (!isRunning(turn)) controller.abort();
    },
    settled: () => Promise.all(inFlight).then(() => {}),
  };
}
