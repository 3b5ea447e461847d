import { type CitedDocument, citedDocuments } from './cited.ts';
import { type Baseline, baselineOf, type Cost, costOf } from './costs.ts';
import { degradedOf } from './degraded.ts';
import { type Dissent, type Flip, flipsOf, minorityOf } from './dissent.ts';
import type { Agreement, Matrix, PresetName, Seat, StopReason, Stored } from './events.ts';
import { fold } from './evolve.ts';

/** What a debate leaves behind. A fold of its log: the same log gives the same record, to the letter. */
export interface DecisionRecord {
  readonly version: 1;
  readonly debate: string;
  readonly question: string;
  readonly options: readonly string[] | null;
  readonly preset: PresetName;
  readonly outcome: 'decided' | 'failed' | 'cancelled';
  readonly stopReason: StopReason | 'cancelled';
  /** Why there is no decision; null when there is one. */
  readonly message: string | null;
  /** Null when the debate was not decided: nothing is made up. */
  readonly answer: string | null;
  readonly method: 'vote' | 'judge' | null;
  readonly choice: string | null;
  readonly tied: boolean;
  /** Over the whole trajectory; closed questions. */
  readonly votes: Readonly<Record<string, number>> | null;
  readonly matrix: Matrix | null;
  readonly agreement: (Agreement & { readonly note: 'agreement, not correctness' }) | null;
  readonly agreementByRound: readonly { readonly round: number; readonly score: number }[];
  readonly minority: readonly Dissent[];
  readonly flips: readonly Flip[];
  readonly evidence: readonly CitedDocument[];
  readonly baseline: Baseline;
  readonly cost: Cost;
  /** What went wrong on the way, in words; empty for a debate that ran as planned. */
  readonly degraded: readonly string[];
  readonly panel: readonly Seat[];
  readonly judge: Seat | null;
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly hashes: { readonly contract: string; readonly log: string; readonly events: number };
}

/** The record of a debate that has ended, or null while it runs. */
export function recordOf(log: readonly Stored[]): DecisionRecord | null {
  const state = fold(log);
  const [first, last] = [log[0], log.at(-1)];
  if (state.phase !== 'ended' || !first || !last) return null;
  const { settings, end } = state;
  const verdict = end.how === 'decided' ? end.verdict : null;
  const flips = flipsOf(state);
  return {
    version: 1,
    debate: first.debate,
    question: settings.question,
    options: settings.options ?? null,
    preset: settings.preset,
    outcome: end.how,
    stopReason: end.how === 'cancelled' ? 'cancelled' : end.stop,
    message: end.how === 'failed' ? end.message : end.how === 'cancelled' ? `Cancelled by ${end.by}.` : null,
    answer: verdict?.answer ?? null,
    method: verdict?.method ?? null,
    choice: verdict?.choice ?? null,
    tied: verdict?.tied ?? false,
    votes: verdict?.votes ?? null,
    matrix: verdict?.matrix ?? null,
    agreement: end.how === 'decided' ? { ...end.agreement, note: 'agreement, not correctness' } : null,
    agreementByRound: state.rounds.flatMap(({ round, agreement }) =>
      agreement ? [{ round, score: agreement.score }] : [],
    ),
    minority: minorityOf(state),
    flips,
    evidence: citedDocuments(state),
    baseline: baselineOf(state, log, flips.length > 0),
    cost: costOf(state, log),
    degraded: degradedOf(state, log),
    panel: settings.panel,
    judge: settings.options ? null : settings.judge,
    notes: state.notes,
    startedAt: first.at,
    endedAt: last.at,
    hashes: { contract: settings.contractHash, log: last.hash, events: log.length },
  };
}
