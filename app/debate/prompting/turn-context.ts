import type { Citation, Phase, Position, SeatRole } from '../core/events.ts';

/** A document as the panel gets it. */
export interface EvidenceDocument {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** Another agent, without its name, role or model. */
export interface Peer {
  /** `A`, `B`, …: shuffled anew for every turn. */
  readonly label: string;
  /** The real seat. It is never shown to a model: it resolves the label in the reply. */
  readonly agent: string;
  /** Positions held, oldest first; the last is the present one. */
  readonly positions: readonly Position[];
}

/** What a peer said of the reader's position (revise), or of another's (decide). */
export interface Remark {
  readonly from: string;
  readonly about: string;
  readonly agrees: boolean;
  readonly point: string;
}

/** A reply that could not be read, and why: the agent is asked once to mend it. */
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
  readonly role: SeatRole;
  readonly documents: readonly EvidenceDocument[];
  /** Notes from people, for the whole panel. */
  readonly notes: readonly string[];
  /** Differs for every turn; equal for every attempt at it. */
  readonly seed: number;
  readonly repair: RepairRequest | null;
}

/** Everything that a turn is spoken from. */
export type TurnContext = TurnContextBase &
  (
    | { readonly phase: 'propose' }
    | { readonly phase: 'critique'; readonly own: Position; readonly peers: readonly Peer[] }
    | {
        readonly phase: 'revise';
        readonly own: Position;
        readonly peers: readonly Peer[];
        readonly remarks: readonly Remark[];
      }
    | { readonly phase: 'decide'; readonly peers: readonly Peer[]; readonly remarks: readonly Remark[] }
  );

/** A citation as a model writes it, before the quote has been checked. */
export type UncheckedCitation = Omit<Citation, 'found'>;
