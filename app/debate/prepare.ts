import type { Brief, Document } from './brief.ts';
import { briefFor } from './briefs.ts';
import type { Command, Reservation } from './decide.ts';
import type { PeerLabel } from './labels.ts';
import type { DueTurn } from './next.ts';
import { type Price, promptTokens, reservationFor } from './reservation.ts';
import type { Open } from './state.ts';

export interface PrepareParts {
  readonly documents: readonly Document[];
  /** Of the documents: see documentTokensOf. */
  readonly documentTokens: number;
  readonly priceOf: (model: string) => Price;
  readonly outputTokensMax: number;
}

/** A due turn, and what it is spoken from. */
export interface Briefed {
  readonly due: DueTurn;
  readonly brief: Brief;
}

type Start = Extract<Command, { type: 'start' }>;

/** What starting due turns takes: the command, with what each may cost, and their briefs. */
export function prepareTurns(
  state: Open,
  due: readonly DueTurn[],
  { documents, documentTokens, priceOf, outputTokensMax }: PrepareParts,
): { readonly command: Start; readonly briefed: readonly Briefed[] } {
  const briefed = due.map((turn) => ({ due: turn, brief: briefFor(state, turn, documents) }));
  const reserve = ({ due, brief }: Briefed): Reservation =>
    reservationFor(promptTokens(brief, documentTokens), priceOf(due.agent.model), outputTokensMax);
  const turns = briefed.map((one) => ({
    turn: one.due.turn,
    attempt: one.due.attempt,
    reserved: reserve(one),
    ...labelsIn(one.brief),
  }));
  const judging = judgeTurn(state);
  const keepBack = judging
    ? reserve({ due: judging, brief: briefFor(state, judging, documents) })
    : { usd: 0, tokens: 0 };
  return { command: { type: 'start', turns, keepBack }, briefed };
}

/** Whom the prompt calls by which label, where there is anybody. */
function labelsIn(brief: Brief): { readonly peers?: readonly PeerLabel[] } {
  if (!('peers' in brief) || brief.peers.length === 0) return {};
  return { peers: brief.peers.map(({ label, agent }) => ({ label, agent })) };
}

/** The decision's turn, whose cost is kept back so that a debate that stops for its budget can still pay for it. */
function judgeTurn({ settings, round }: Open): DueTurn | null {
  if (settings.options) return null;
  return { turn: 'judge', attempt: 1, agent: settings.judge, phase: 'decide', round };
}
