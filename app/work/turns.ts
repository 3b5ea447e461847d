import type { ModelInfo, Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/contract.ts';
import type { Command } from '../debate/decide.ts';
import type { Briefed } from '../debate/prepare.ts';
import { usdOf } from '../debate/reservation.ts';
import type { Deltas } from '../live/deltas.ts';
import type { DebateKey, WasteReason } from '../store/store.ts';
import { type Attempted, attemptTurn } from './attempt.ts';
import { countTurn, type TurnFacts, type WorkCounts } from './counts.ts';
import { type FaultParts, tellFault } from './faults.ts';
import { moments } from './moments.ts';
import type { News } from './news.ts';
import type { Places } from './places.ts';
import type { Spoken } from './speak.ts';
import type { Tenure } from './tenure.ts';

export interface TurnParts extends FaultParts {
  readonly roster: Roster;
  readonly contract: Contract;
  readonly places: Places;
  readonly counts: WorkCounts;
  readonly now: () => Date;
  /** Live text of one debate. */
  readonly openDeltas: (key: DebateKey) => Deltas;
  readonly onNews: (news: News) => void;
  /** Told of every attempt, once it stands in the log or has been of no use. */
  readonly onTurn: (facts: TurnFacts) => void;
}

/** The turns of one debate that are being spoken. */
export interface Turns {
  begin(briefed: Briefed): void;
  size(): number;
  /** Stops the calls of those for which `runs` is false; each then ends as a failed attempt. */
  keep(runs: (turn: string) => boolean): void;
  /** Resolves when all calls have ended, and what they have cost is written down. */
  settled(): Promise<void>;
}

/** Whether it stands in the log is not known yet. */
type Unsettled = Omit<TurnFacts, 'wasted'>;

function commandOf({ turn, attempt, costUsd }: Unsettled, spoken: Spoken): Command {
  const common = { turn, attempt, usage: spoken.usage, costUsd };
  if (spoken.how === 'failed')
    return { type: 'fail', ...common, reason: spoken.reason, message: spoken.message };
  return { type: 'complete', ...common, text: spoken.text, outcome: spoken.outcome };
}

function factsOf(
  debate: string,
  { due }: Briefed,
  { spoken, ...times }: Attempted,
  { provider, price }: ModelInfo,
): Unsettled {
  const { turn, attempt, agent } = due;
  const outcome = spoken.how === 'completed' ? spoken.how : spoken.reason;
  const costUsd = usdOf(spoken.usage, price);
  const named = { debate, turn, attempt, provider, model: agent.model };
  return { ...named, outcome, usage: spoken.usage, costUsd, ...times };
}

/** Counts an attempt and tells of it. What it has cost in vain is written down, where it cost anything. */
async function reportTurn({ lease, store }: Tenure, parts: TurnParts, facts: TurnFacts): Promise<void> {
  countTurn(parts.counts, facts, parts.contract.work.modelsCountedMax);
  parts.onTurn(facts);
  const { wasted: reason, turn, attempt, model, usage, costUsd } = facts;
  if (reason === null || usage.inputTokens + usage.outputTokens === 0) return;
  const { tenant, debate, epoch } = lease;
  const at = parts.now().toISOString();
  try {
    await store.addWaste({ tenant, debate, turn, attempt, epoch, model, reason, usage, costUsd, at });
  } catch (error) {
    tellFault(parts, error, 'add waste', debate);
  }
}

/** `changed` is called when a turn has ended. When the tenure is over, all calls are stopped, and the live text. */
export function createTurns(tenure: Tenure, parts: TurnParts, changed: () => void): Turns {
  const { debate } = tenure.lease;
  const { roster } = parts;
  const deltas = parts.openDeltas(tenure.lease);
  const speaking = new Map<string, AbortController>();
  const takes = new Set<Promise<void>>();

  async function take(briefed: Briefed, signal: AbortSignal): Promise<void> {
    const { turn, attempt, agent } = briefed.due;
    const info = roster.info(agent.model);
    const { provider, model } = info;
    parts.onNews({ what: 'a turn has started', about: { debate, turn, attempt, provider, model } });
    const attempted = await attemptTurn(roster.agent(agent.model), briefed, {
      ...parts,
      provider,
      signal,
      onText: (text) => deltas.speak(turn, attempt, text),
      onBug: (error) => parts.onBug(error, { debate, doing: turn }),
    });
    const facts = factsOf(debate, briefed, attempted, info);
    const wasted = await settle(facts, attempted.spoken);
    speaking.delete(turn);
    changed();
    await reportTurn(tenure, parts, { ...facts, wasted });
  }

  /** Puts what an attempt came to into the log. Answers why it is not there, or null when it is. */
  async function settle(facts: Unsettled, spoken: Spoken): Promise<WasteReason | null> {
    const over = tenure.over();
    if (over) return over;
    deltas.end(facts.turn);
    moments.answered.publish(facts);
    try {
      const acted = await tenure.act(commandOf(facts, spoken));
      if (acted.outcome === 'done') return null;
      return acted.outcome === 'fenced' ? 'fenced' : 'too-late';
    } catch (error) {
      tenure.failed(error);
      return 'unstored';
    }
  }

  const stop = () => {
    for (const controller of speaking.values()) controller.abort();
    deltas.close();
  };
  tenure.signal.addEventListener('abort', stop, { once: true });

  return {
    begin(briefed) {
      const controller = new AbortController();
      speaking.set(briefed.due.turn, controller);
      const taken = take(briefed, controller.signal)
        .catch(tenure.failed)
        .finally(() => takes.delete(taken));
      takes.add(taken);
    },
    size: () => speaking.size,
    keep(runs) {
      for (const [turn, controller] of speaking) if (!runs(turn)) controller.abort();
    },
    settled: async () => {
      await Promise.all(takes);
    },
  };
}
