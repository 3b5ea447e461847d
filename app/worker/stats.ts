import type { FailureReason, Usage } from '../debate/core/events.ts';
import type { WasteReason } from '../store/store.ts';

/** An attempt at a turn, as it was and as it ended: for metrics and the log. */
export interface AttemptReport {
  readonly debate: string;
  readonly turn: string;
  readonly attempt: number;
  readonly provider: string;
  /** `provider:model`, as it stands in the seat. */
  readonly model: string;
  /** `completed`, or why it failed. */
  readonly outcome: 'completed' | FailureReason;
  /** Why it does not stand in the log, or null: it does. */
  readonly wasteReason: WasteReason | null;
  readonly usage: Usage;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  /** In line for a place at the provider. */
  readonly queuedMs: number;
  /** From there to the first text, or null: none came. */
  readonly firstTokenMs: number | null;
  /** From there to the end. */
  readonly tookMs: number;
}

/** What the calls to one model have come to. */
export interface ModelStats {
  readonly provider: string;
  readonly model: string;
  inputTokens: number;
  outputTokens: number;
  /** Of models with a known price. */
  costUsd: number;
  /** The part of it that was of no use. */
  wastedTokens: number;
  wastedUsd: number;
}

/** Attempts that failed at one provider for one reason. */
export interface ProviderErrorCount {
  readonly provider: string;
  readonly reason: FailureReason;
  count: number;
}

/** What the worker of this process has done; /metrics reads it. */
export interface WorkerStats {
  claims: number;
  /** Of the claims, those of debates whose worker was lost. */
  takeovers: number;
  /** Debates given up because they had lost too many workers. */
  abandoned: number;
  /** Appends refused because another worker had taken the debate. */
  fenced: number;
  /** Attempts at turns, by how they ended. */
  readonly attempts: Map<AttemptReport['outcome'], number>;
  /** Those that failed at the provider, by provider and reason. */
  readonly providerErrors: Map<string, ProviderErrorCount>;
  /** Attempts whose result does not stand in the log, by why. */
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

/** Adds an attempt. Beyond `modelsMax` models the others are counted together, by provider. */
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

/** Failures that are no fault of a provider. */
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

/** What an attempt is counted under. */
export function modelStatsFor({ models }: WorkerStats, report: AttemptReport, modelsMax: number): ModelStats {
  const { provider } = report;
  // Without the options of a rehearsal, which are as many as there are debates.
  const name = report.model.replace(/\?.*$/s, '');
  const model = models.has(name) || models.size < modelsMax ? name : `${provider}:other`;
  const existing = models.get(model);
  if (existing) return existing;
  const zero = { inputTokens: 0, outputTokens: 0, costUsd: 0, wastedTokens: 0, wastedUsd: 0 };
  const created = { provider, model, ...zero };
  models.set(model, created);
  return created;
}
