import type { FailureReason, Usage } from '../debate/events.ts';
import type { WasteReason } from '../store/store.ts';

/** An attempt at a turn, as it was and as it ended: for metrics and the log. */
export interface TurnFacts {
  readonly debate: string;
  readonly turn: string;
  readonly attempt: number;
  readonly provider: string;
  /** `provider:model`, as it stands in the seat. */
  readonly model: string;
  /** `completed`, or why it failed. */
  readonly outcome: 'completed' | FailureReason;
  /** Why it does not stand in the log, or null: it does. */
  readonly wasted: WasteReason | null;
  readonly usage: Usage;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  /** In line for a place at the provider. */
  readonly waitedMs: number;
  /** From there to the first text, or null: none came. */
  readonly firstTokenMs: number | null;
  /** From there to the end. */
  readonly tookMs: number;
}

/** What the calls to one model have come to. */
export interface ModelCounts {
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
export interface ProviderErrors {
  readonly provider: string;
  readonly reason: FailureReason;
  count: number;
}

/** What the worker of this process has done; /metrics reads it. */
export interface WorkCounts {
  claims: number;
  /** Of the claims, those of debates whose worker was lost. */
  takeovers: number;
  /** Debates given up because they had lost too many workers. */
  givenUp: number;
  /** Appends refused because another worker had taken the debate. */
  fenced: number;
  /** Attempts at turns, by how they ended. */
  readonly turns: Map<TurnFacts['outcome'], number>;
  /** Those that failed at the provider, by provider and reason. */
  readonly errors: Map<string, ProviderErrors>;
  /** Attempts whose result does not stand in the log, by why. */
  readonly wasted: Map<WasteReason, number>;
  readonly models: Map<string, ModelCounts>;
}

export const createWorkCounts = (): WorkCounts => ({
  claims: 0,
  takeovers: 0,
  givenUp: 0,
  fenced: 0,
  turns: new Map(),
  errors: new Map(),
  wasted: new Map(),
  models: new Map(),
});

/** Adds an attempt. Beyond `modelsMax` models the others are counted together, by provider. */
export function countTurn(counts: WorkCounts, facts: TurnFacts, modelsMax: number): void {
  const { usage, costUsd, outcome, wasted } = facts;
  const tokens = usage.inputTokens + usage.outputTokens;
  const model = modelOf(counts, facts, modelsMax);
  model.inputTokens += usage.inputTokens;
  model.outputTokens += usage.outputTokens;
  model.costUsd += costUsd ?? 0;
  add(counts.turns, outcome);
  if (outcome !== 'completed' && !ours.includes(outcome)) countError(counts.errors, facts.provider, outcome);
  if (wasted === null) return;
  add(counts.wasted, wasted);
  model.wastedTokens += tokens;
  model.wastedUsd += costUsd ?? 0;
}

/** Failures that are no fault of a provider. */
const ours: readonly FailureReason[] = ['interrupted', 'internal'];

function countError(errors: WorkCounts['errors'], provider: string, reason: FailureReason): void {
  const key = `${provider} ${reason}`;
  const found = errors.get(key) ?? { provider, reason, count: 0 };
  found.count += 1;
  errors.set(key, found);
}

const add = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** What an attempt is counted under. */
export function modelOf({ models }: WorkCounts, facts: TurnFacts, modelsMax: number): ModelCounts {
  const { provider } = facts;
  // Without the options of a rehearsal, which are as many as there are debates.
  const name = facts.model.replace(/\?.*$/s, '');
  const model = models.has(name) || models.size < modelsMax ? name : `${provider}:other`;
  const found = models.get(model);
  if (found) return found;
  const none = { inputTokens: 0, outputTokens: 0, costUsd: 0, wastedTokens: 0, wastedUsd: 0 };
  const made = { provider, model, ...none };
  models.set(model, made);
  return made;
}
