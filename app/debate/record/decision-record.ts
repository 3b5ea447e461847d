import { type Dissent, finalAgreement, findMinority, isAgainstMajority } from '../consensus/minority.ts';
import { listPositionChanges, type PositionChange } from '../consensus/position-changes.ts';
import { listRoundAgreements } from '../consensus/round-agreements.ts';
import { blindVotes, countedVotes, topChoices, trajectoryVotes, type Votes } from '../consensus/votes.ts';
import type {
  Agreement,
  Decider,
  Juror,
  Matrix,
  Omission,
  PooledNumber,
  Position,
  PresetName,
  RankedAnswer,
  Seat,
  StopReason,
  StoredEvent,
} from '../core/events.ts';
import { foldEvents } from '../core/evolve.ts';
import { currentPosition, type EndedDebate } from '../core/state.ts';
import { type CostSummary, summarizeCost } from '../cost/summary.ts';
import { type AgentFindings, type MergedFinding, mergeFindings } from '../questions/merge-findings.ts';
import { agreementNote } from '../views/labels.ts';
import { type BaselineComparison, compareWithBaseline } from './baseline.ts';
import { type CitedDocument, listCitedDocuments } from './cited-documents.ts';
import { listIncidents } from './incidents.ts';
import { findLostSeats, type LostSeats } from './lost-seats.ts';
import { listOmissions } from './omissions.ts';

/** The result of a debate. A fold of its log: the same log gives an identical record. */
export interface DecisionRecord {
  readonly version: 1;
  readonly debate: string;
  readonly question: string;
  readonly options: readonly string[] | null;
  readonly checklist: readonly string[] | null;
  readonly preset: PresetName;
  readonly outcome: 'decided' | 'failed' | 'cancelled';
  readonly stopReason: StopReason | 'cancelled';
  /** Why there is no decision; null when there is one. */
  readonly message: string | null;
  /** Null when the debate was not decided, or when the vote tied and no judge explained it. */
  readonly answer: string | null;
  readonly method: Decider | null;
  readonly choice: string | null;
  readonly tied: boolean;
  /** The options that tied in what decides: the final votes, those of all rounds or those weighted by the ranking. */
  readonly tiedOptions: readonly string[];
  /** The seat that wrote the answer: the judge or a seat of the panel that took its place. Null when none did. */
  readonly judgedBy: string | null;
  /** Closed questions: the final votes, which decide, and with them the blind and all votes. Otherwise null. */
  readonly votes: Votes | null;
  readonly blindVotes: Votes | null;
  readonly trajectoryVotes: Votes | null;
  readonly matrix: Matrix | null;
  /** The answers by the agents' ranking, best first; null without one. */
  readonly ranking: readonly RankedAnswer[] | null;
  /** What each judge of a jury decided; null without one. */
  readonly jurors: readonly Juror[] | null;
  /** The numbers of the panel as one, with outliers; null for any other question. */
  readonly number: PooledNumber | null;
  /** What the agents hold to be wrong at the end, merged, the gravest first; null without a checklist or a review. */
  readonly findings: readonly MergedFinding[] | null;
  /** Of the positions held at the end. Null when no agent holds one. */
  readonly agreement: (Agreement & { readonly note: typeof agreementNote }) | null;
  /** The last one is the score of `agreement`. A score is null when nothing was measured. */
  readonly agreementByRound: readonly { readonly round: number; readonly score: number | null }[];
  /** True when the decision adopts no position of the group that more than half of the panel is in. */
  readonly againstMajority: boolean;
  /** What each agent holds at the end. */
  readonly positions: readonly { readonly agent: string; readonly position: Position }[];
  /** The agents whose position the answer does not adopt. */
  readonly minority: readonly Dissent[];
  readonly flips: readonly PositionChange[];
  readonly evidence: readonly CitedDocument[];
  readonly baseline: BaselineComparison;
  readonly cost: CostSummary;
  /** What was known to weaken this panel before it started. */
  readonly warnings: readonly string[];
  /** Descriptions of incidents during the debate; empty when there were none. */
  readonly degraded: readonly string[];
  readonly lostSeats: LostSeats | null;
  /** What prompts left out because it did not fit. */
  readonly omissions: readonly Omission[];
  readonly panel: readonly Seat[];
  readonly judge: Seat;
  /** The other judges of a jury; empty without one. */
  readonly jury: readonly Seat[];
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
  const isClosed = settings.options !== undefined;
  const agreement = finalAgreement(state);
  const positions = listPositions(state);
  return {
    version: 1,
    debate: first.debate,
    question: settings.question,
    options: settings.options ?? null,
    checklist: settings.checklist ?? null,
    preset: settings.preset,
    outcome: end.status,
    stopReason: end.status === 'cancelled' ? 'cancelled' : end.stop,
    message:
      end.status === 'failed' ? end.message : end.status === 'cancelled' ? `Cancelled by ${end.by}.` : null,
    answer: verdict?.answer ?? null,
    method: verdict?.method ?? null,
    choice: verdict?.choice ?? null,
    tied: verdict?.tied ?? false,
    tiedOptions: verdict?.tied ? topChoices(countedVotes(state)) : [],
    judgedBy: verdict?.judgedBy ?? null,
    votes: isClosed ? (agreement?.votes ?? null) : null,
    blindVotes: isClosed ? blindVotes(state) : null,
    trajectoryVotes: isClosed ? trajectoryVotes(state) : null,
    matrix: verdict?.matrix ?? null,
    ranking: verdict?.ranking ?? null,
    jurors: verdict?.jurors ?? null,
    number: verdict?.number ?? null,
    findings: settings.checklist && positions.length > 0 ? mergeFindings(listFindings(positions)) : null,
    agreement: agreement && { ...agreement, note: agreementNote },
    agreementByRound: listRoundAgreements(
      state.turns,
      settings.panel.map(({ id }) => id),
      agreement,
    ).map(({ round, score }) => ({ round, score })),
    againstMajority: verdict !== null && agreement !== null && isAgainstMajority(verdict, agreement),
    positions,
    minority: findMinority(state),
    flips: listPositionChanges(state),
    evidence: listCitedDocuments(state),
    baseline: compareWithBaseline(state, log),
    cost: summarizeCost(state, log),
    warnings: settings.warnings ?? [],
    degraded: listIncidents(state, log),
    lostSeats: findLostSeats(state),
    omissions: listOmissions(log),
    panel: settings.panel,
    judge: settings.judge,
    jury: settings.jury ?? [],
    notes: state.notes,
    startedAt: first.at,
    endedAt: last.at,
    hashes: { contract: settings.contractHash, log: last.hash, events: log.length },
  };
}

const listPositions = (state: EndedDebate): DecisionRecord['positions'] =>
  state.settings.panel.flatMap(({ id: agent }) => {
    const position = currentPosition(state, agent);
    return position ? [{ agent, position }] : [];
  });

const listFindings = (positions: DecisionRecord['positions']): readonly AgentFindings[] =>
  positions.map(({ agent, position: { findings = [] } }) => ({ agent, findings }));
