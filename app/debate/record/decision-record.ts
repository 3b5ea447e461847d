import {
  type Dissent,
  findMinority,
  listPositionChanges,
  type PositionChange,
} from '../consensus/dissent.ts';
import type { Agreement, Matrix, PresetName, Seat, StopReason, StoredEvent } from '../core/events.ts';
import { foldEvents } from '../core/evolve.ts';
import {
  type BaselineComparison,
  type CostSummary,
  compareWithBaseline,
  summarizeCost,
} from '../cost/summary.ts';
import { type CitedDocument, listCitedDocuments } from './cited-documents.ts';
import { listIncidents } from './incidents.ts';

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
  readonly flips: readonly PositionChange[];
  readonly evidence: readonly CitedDocument[];
  readonly baseline: BaselineComparison;
  readonly cost: CostSummary;
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
export function buildRecord(log: readonly StoredEvent[]): DecisionRecord | null {
  const state = foldEvents(log);
  const [first, last] = [log[0], log.at(-1)];
  if (state.phase !== 'ended' || !first || !last) return null;
  const { settings, end } = state;
  const verdict = end.status === 'decided' ? end.verdict : null;
  const positionChanges = listPositionChanges(state);
  return {
    version: 1,
    debate: first.debate,
    question: settings.question,
    options: settings.options ?? null,
    preset: settings.preset,
    outcome: end.status,
    stopReason: end.status === 'cancelled' ? 'cancelled' : end.stop,
    message:
      end.status === 'failed' ? end.message : end.status === 'cancelled' ? `Cancelled by ${end.by}.` : null,
    answer: verdict?.answer ?? null,
    method: verdict?.method ?? null,
    choice: verdict?.choice ?? null,
    tied: verdict?.tied ?? false,
    votes: verdict?.votes ?? null,
    matrix: verdict?.matrix ?? null,
    agreement: end.status === 'decided' ? { ...end.agreement, note: 'agreement, not correctness' } : null,
    agreementByRound: state.rounds.flatMap(({ round, agreement }) =>
      agreement ? [{ round, score: agreement.score }] : [],
    ),
    minority: findMinority(state),
    flips: positionChanges,
    evidence: listCitedDocuments(state),
    baseline: compareWithBaseline(state, log, positionChanges.length > 0),
    cost: summarizeCost(state, log),
    degraded: listIncidents(state, log),
    panel: settings.panel,
    judge: settings.options ? null : settings.judge,
    notes: state.notes,
    startedAt: first.at,
    endedAt: last.at,
    hashes: { contract: settings.contractHash, log: last.hash, events: log.length },
  };
}
