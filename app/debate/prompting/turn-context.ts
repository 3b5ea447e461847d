import type { Citation, NumberQuestion, Omission, Phase, Position, SeatRole } from '../core/events.ts';
import type { OmittedSpan } from '../retrieval/excerpt.ts';
import type { PeerLabel } from '../views/peer-labels.ts';

/** A document given with the question. */
export interface EvidenceDocument {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** A document without invisible characters; quotes are checked against its text. */
export interface PromptDocument extends EvidenceDocument {
  /** The part of the text in all prompts. */
  readonly shown: string;
  /** The passages that are not in it; absent when it is the whole text. */
  readonly omitted?: readonly OmittedSpan[];
}

/** A passage of a document that prompts leave out. `E1.12` is the twelfth piece of E1. */
export interface Passage {
  readonly id: string;
  readonly evidence: string;
  readonly text: string;
}

/** Another agent. The prompt never contains its name, role or model. */
export interface Peer {
  /** `A`, `B`, …; shuffled for every turn. */
  readonly label: string;
  /** The seat id, used to resolve the label in the reply. Never shown to a model. */
  readonly agent: string;
  /** Oldest first; the last is the current one. */
  readonly positions: readonly Position[];
  /** What it wrote with its current position, shortened when it does not fit. */
  readonly reasons: string;
}

/** The label in `Peer a`, `Agent A` or `(A)` as models write it. */
export const normalizeLabel = (label: string): string =>
  label
    .replace(/\b(?:peer|agent|panelist|position|label)\b/gi, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();

/** What the reader itself said last. */
export interface OwnTurns {
  readonly position: Position;
  /** What it wrote with this position. */
  readonly reasons: string;
  /** Revise: its critique of this round; empty when it failed. */
  readonly critique: string;
}

/** A peer's remark on the reader's position (revise) or on another's (decide). */
export interface Remark {
  readonly from: string;
  readonly about: string;
  readonly agrees: boolean;
  readonly point: string;
  readonly except?: string;
}

export type Ranks = readonly { readonly label: string; readonly share: number }[];

/** An invalid reply and its problem. The agent is asked once to repair it. */
export interface RepairRequest {
  readonly text: string;
  readonly problem: string;
}

interface TurnContextBase {
  /** `r1.critique.a2`. */
  readonly turn: string;
  readonly attempt: number;
  readonly round: number;
  readonly phase: Phase;
  readonly question: string;
  readonly options: readonly string[] | null;
  /** What the documents are reviewed for; absent in any other question. */
  readonly checklist?: readonly string[];
  /** Present for a numeric question. */
  readonly number?: NumberQuestion;
  readonly role: SeatRole;
  /** The role in the words of the people who asked; absent: without any. */
  readonly instructions?: string;
  readonly documents: readonly PromptDocument[];
  /** Of the passages that all prompts leave out, those on what this turn discusses. */
  readonly passages?: readonly Passage[];
  /** `2026-11-30`, the day of the question. */
  readonly date: string | null;
  /** Notes from people, for the whole panel. */
  readonly notes: readonly string[];
  /** Differs for every turn; equal for every attempt at it. */
  readonly seed: number;
  /** Equal for all turns of a debate. */
  readonly debateSeed: number;
  /** What the prompt leaves out. */
  readonly omissions: readonly Omission[];
  readonly repair: RepairRequest | null;
}

/** The complete input of a turn. */
export type TurnContext = TurnContextBase &
  (
    | { readonly phase: 'propose' }
    | {
        readonly phase: 'critique';
        readonly own: OwnTurns;
        readonly peers: readonly Peer[];
        /** True when the agents rank one another's answers. */
        readonly ranks?: boolean;
      }
    | {
        readonly phase: 'revise';
        readonly own: OwnTurns;
        readonly peers: readonly Peer[];
        /** Agents whose remarks are shown without their positions. */
        readonly critics?: readonly PeerLabel[];
        readonly remarks: readonly Remark[];
      }
    | {
        readonly phase: 'decide';
        readonly peers: readonly Peer[];
        readonly remarks: readonly Remark[];
        /** How the agents ranked the answers of the others, best first; absent when they did not. */
        readonly ranking?: Ranks;
        /** `vote` and `pool`: the judge explains the result and cannot change it. */
        readonly decidedBy: 'vote' | 'pool' | 'judge';
        /** The vote's choice or the pooled number; null when the vote tied or when the judge decides. */
        readonly choice: string | null;
        /** True when all agents hold the same position. */
        readonly agreed: boolean;
      }
  );

/** A citation from a model, before its quote is checked. */
export type UncheckedCitation = Pick<Citation, 'evidence' | 'quote'>;
