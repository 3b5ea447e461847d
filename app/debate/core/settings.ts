/** Settings of a debate. Stored forever with its first event: add optional members, never rename or remove one. */

import type { PresetName } from './preset-data.ts';
import type { Decider, Exchange, RoundPhase, SeatRole } from './protocol.ts';

export type { PresetName } from './preset-data.ts';
export type * from './protocol.ts';

export type BaselineSource = 'judge' | 'separate';

export const baselineSources: readonly BaselineSource[] = ['judge', 'separate'];

/** How much a reasoning model thinks before it answers. */
export type Effort = 'low' | 'medium' | 'high';

export const efforts: readonly Effort[] = ['low', 'medium', 'high'];

/** How a seat's model is called. Absent members: the default of the model. */
export interface SeatOptions {
  readonly effort?: Effort;
  /** Tokens of one reply, hidden reasoning included. */
  readonly outputTokensMax?: number;
}

/** `id` is `a1`, `a2`, … in the order of the panel; the judge is `j1`. */
export interface Seat extends SeatOptions {
  readonly id: string;
  readonly name: string;
  readonly role: SeatRole;
  /** What people ask of its role, in addition to what every agent of the role does. */
  readonly instructions?: string;
  /** `provider:model`. */
  readonly model: string;
  /** The model of the attempts after the first. */
  readonly fallback?: string;
}

/** Where the server read a document. */
export interface EvidenceSource {
  readonly url: string;
  /** The address that answered, if `url` redirects to another one. */
  readonly redirectedTo?: string;
  /** ISO time. */
  readonly fetchedAt: string;
  /** What the search server was asked; absent: `url` was in the request. */
  readonly query?: string;
}

/** A document given with the question. Its text is stored separately under `hash` (SHA-256, hex). */
export interface EvidenceRef {
  /** `E1`, `E2`, … in the order given. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly characters: number;
  readonly hash: string;
  /** Absent: it was sent with the question. */
  readonly source?: EvidenceSource;
  /** Excerpts that look like instructions to a model; absent when there are none. */
  readonly flags?: readonly string[];
  /** Invisible characters, which prompts leave out; absent when there are none. */
  readonly invisibleCharacters?: number;
}

/** A question whose answer is a number. */
export interface NumberQuestion {
  /** `weeks`, `USD`. */
  readonly unit: string;
  /** How far apart two numbers may be and still agree, as a share of the larger one. */
  readonly tolerance: number;
}

/** The debate that a debate came from. `follow-up`: its record is evidence. `rerun`: the same question again. */
export interface ParentDebate {
  readonly debate: string;
  readonly relation: 'follow-up' | 'rerun';
}

/** Together with the evidence, these settings determine how a debate runs. */
export interface DebateSettings {
  readonly question: string;
  readonly preset: PresetName;
  /** The answers to choose from; present for a closed question. */
  readonly options?: readonly string[];
  /** What the documents are reviewed for; the positions have findings. */
  readonly checklist?: readonly string[];
  /** Present for a numeric question; the positions have an estimate. */
  readonly number?: NumberQuestion;
  readonly evidence: readonly EvidenceRef[];
  readonly parent?: ParentDebate;
  readonly panel: readonly Seat[];
  readonly judge: Seat;
  /** The other judges of a jury, `j2`, `j3`, …; absent without one. */
  readonly jury?: readonly Seat[];
  /** Absent: all. */
  readonly exchange?: Exchange;
  /** Absent: the vote on a closed question, otherwise the judge. */
  readonly decider?: Decider;
  /** Absent: critique and revise. */
  readonly phases?: readonly RoundPhase[];
  /** Seats that answer first; the others join when these do not hold the same. Absent: all answer first. */
  readonly blindSeats?: number;
  /**
   * Open questions: who says what the blind answers alone would have decided. `judge`: the judge in its turn, with the
   * debate in view (the default). `separate`: one more call, which sees only the blind answers.
   */
  readonly baseline?: BaselineSource;
  /** What is known to weaken this panel, as `panelWarnings` found at creation. Absent when nothing is. */
  readonly warnings?: readonly string[];
  /** False: the debate continues even when all blind answers are the same. */
  readonly stopWhenBlindAgree?: boolean;
  /** True: a person must approve before the debate decides. */
  readonly approval?: boolean;
  /** Maximum number of critique-and-revise rounds; 0 decides on the blind proposals. */
  readonly rounds: number;
  /** Failed attempts at a turn after which its agent is left out of the round. */
  readonly attemptsMax: number;
  /** Number of agents that must hold a position for a decision. */
  readonly quorum: number;
  readonly budget: { readonly usd?: number; readonly tokens?: number };
  /** ISO time of the question. Prompts name its date. */
  readonly createdAt?: string;
  /** ISO times. From `decideAt` on only the decision may start; at `deadlineAt` the debate ends. */
  readonly decideAt: string;
  readonly deadlineAt: string;
  /** Any integer; determines the order of peers. */
  readonly seed: number;
  readonly contractHash: string;
}

/** Answers that the engine itself can compare: options, or numbers. */
export const hasCountedAnswers = ({ options, number }: Pick<DebateSettings, 'options' | 'number'>): boolean =>
  options !== undefined || number !== undefined;

/** `decide`: the time reserved for the decision begins. `end`: the debate must end. */
export type DeadlineKind = 'decide' | 'end';

export const dueTimeOf = (
  { decideAt, deadlineAt }: Pick<DebateSettings, 'decideAt' | 'deadlineAt'>,
  deadline: DeadlineKind,
): string => (deadline === 'decide' ? decideAt : deadlineAt);
