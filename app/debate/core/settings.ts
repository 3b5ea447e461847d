/** What a debate is started with. Stored for ever, as its events are. */

export type PresetName = 'standard' | 'duel';
export type SeatRole =
  | 'advocate'
  | 'sceptic'
  | 'evidence-checker'
  | 'proponent'
  | 'opponent'
  | 'judge'
  | 'member';

/** An agent's seat. `id` is `a1`, `a2`, … by seat; the judge is `j1`. */
export interface Seat {
  readonly id: string;
  readonly name: string;
  readonly role: SeatRole;
  /** `provider:model`. */
  readonly model: string;
}

/** A document given with the question; its text is stored apart and named by `hash` (SHA-256, hex). */
export interface EvidenceRef {
  /** `E1`, `E2`, … in the order given. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly characters: number;
  readonly hash: string;
}

/** All that a debate is started with; nothing outside of it (and the evidence) changes how it runs. */
export interface DebateSettings {
  readonly question: string;
  readonly preset: PresetName;
  /** Present for a closed question: the answers to choose from. */
  readonly options?: readonly string[];
  readonly evidence: readonly EvidenceRef[];
  readonly panel: readonly Seat[];
  readonly judge: Seat;
  /** Critique-and-revise rounds at most; 0 decides on the blind proposals. */
  readonly rounds: number;
  /** Attempts of a turn that may fail before its agent is left out of the round. */
  readonly attemptsMax: number;
  /** Agents that must hold a position for a decision. */
  readonly quorum: number;
  readonly budget: { readonly usd?: number; readonly tokens?: number };
  /** ISO times. At `decideAt` no more turns are started but the decision; at `deadlineAt` the debate ends. */
  readonly decideAt: string;
  readonly deadlineAt: string;
  /** Shuffles peers; any integer. */
  readonly seed: number;
  readonly contractHash: string;
}
