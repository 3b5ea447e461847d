import type { FailureReason, Usage } from '../debate/core/events.ts';
import type { WasteReason } from '../store/store.ts';

/** An ended attempt at a turn, for metrics and the log. */
export interface AttemptReport {
  readonly debate: string;
  readonly turn: string;
  readonly attempt: number;
  readonly provider: string;
  /** `provider:model`, as configured for the seat. */
  readonly model: string;
  /** `completed`, or the reason of the failure. */
  readonly outcome: 'completed' | FailureReason;
  /** Why the result is not in the log; null: it is. */
  readonly wasteReason: WasteReason | null;
  readonly usage: Usage;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  /** Wait for a permit of the provider. */
  readonly queuedMs: number;
  /** From the start of the call to the first text; null: no text arrived. */
  readonly firstTokenMs: number | null;
  /** From the start of the call to its end. */
  readonly tookMs: number;
}

/** Totals of the calls to one model. */
export interface ModelStats {
  readonly provider: string;
  readonly model: string;
  inputTokens: number;
  outputTokens: number;
  /** Of models with a known price. */
  costUsd: number;
  /** The part of the totals that was of no use. */
  wastedTokens: number;
  wastedUsd: number;
}

/** Number of attempts that failed at one provider for one reason. */
export interface ProviderErrorCount {
  readonly provider: string;
  readonly reason: FailureReason;
  count: number;
}

/** Counters of this process's worker, read by /metrics. */
export interface WorkerStats {
  claims: number;
  /** The claims of debates whose worker was lost. */
  takeovers: number;
  /** Debates abandoned because they had lost too many workers. */
  abandoned: number;
  /** Appends refused because another worker had taken the debate. */
  fenced: number;
  /** Attempts at turns, by outcome. */
  readonly attempts: Map<AttemptReport['outcome'], number>;
  /** Attempts that failed at the provider, by provider and reason. */
  readonly providerErrors: Map<string, ProviderErrorCount>;
  /** Attempts whose result is not in the log, by reason. */
  readonly wastedAttempts: Map<WasteReason, number>;
  readonly models: Map<string, ModelStats>;
}

export const createWorkerStats = (): WorkerStats => ({
  claims: 0,
  takeovers: 0,
  abandoned: 0,
  fenced: 0,
  attempts: new Map(),
  providerErrors: new Map(),
  wastedAttempts: new Map(),
  models: new Map(),
});

/** Adds an attempt. Models beyond the first `modelsMax` are counted together, by provider. */
export function countAttempt(stats: WorkerStats, report: AttemptReport, modelsMax: number): void {
  const { usage, costUsd, outcome, wasteReason } = report;
  const tokens = usage.inputTokens + usage.outputTokens;
  const model = modelStatsFor(stats, report, modelsMax);
  model.inputTokens += usage.inputTokens;
  model.outputTokens += usage.outputTokens;
  model.costUsd += costUsd ?? 0;
  increment(stats.attempts, outcome);
  if (outcome !== 'completed' && !internalFailures.includes(outcome))
    countProviderError(stats.providerErrors, report.provider, outcome);
  if (wasteReason === null) return;
  increment(stats.wastedAttempts, wasteReason);
  model.wastedTokens += tokens;
  model.wastedUsd += costUsd ?? 0;
}

/** Failures that the provider did not cause. */
const internalFailures: readonly FailureReason[] = ['interrupted', 'internal'];

function countProviderError(
  errors: WorkerStats['providerErrors'],
  provider: string,
  reason: FailureReason,
): void {
  const key = `${provider} ${reason}`;
  const existing = errors.get(key) ?? { provider, reason, count: 0 };
  existing.count += 1;
  errors.set(key, existing);
}

const increment = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** The totals that an attempt is added to. */
export function modelStatsFor({ models }: WorkerStats, report: AttemptReport, modelsMax: number): ModelStats {
  const { provider } = report;
  // Without the options of a rehearsal model, which can differ in every debate.
  const name = report.model.replace(/\?.*$/s, '');
  const model = models.has(name) || models.size < modelsMax ? name : `${provider}:other`;
  const existing = models.get(model);
  if (existing) return existing;
  const created: ModelStats = {
    provider,
    model,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    wastedTokens: 0,
    wastedUsd: 0,
  };
  models.set(model, created);
  return created;
}
