import type { Citation, Phase, Position, SeatRole } from '../core/events.ts';

/** A document as the panel receives it. */
export interface EvidenceDocument {
  readonly id: string;
  readonly name: string;
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
}

/** A peer's remark on the reader's position (revise) or on another's (decide). */
export interface Remark {
  readonly from: string;
  readonly about: string;
  readonly agrees: boolean;
  readonly point: string;
}

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
  readonly role: SeatRole;
  readonly documents: readonly EvidenceDocument[];
  /** Notes from people, for the whole panel. */
  readonly notes: readonly string[];
  /** Differs for every turn; equal for every attempt at it. */
  readonly seed: number;
  readonly repair: RepairRequest | null;
}

/** The complete input of a turn. */
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

/** A citation from a model, before its quote is checked. */
export type UncheckedCitation = Omit<Citation, 'found'>;
