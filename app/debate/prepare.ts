import type { Brief, Document } from './brief.ts';
import { briefFor } from './briefs.ts';
import type { Command, Reservation } from './decide.ts';
import type { PeerLabel } from './labels.ts';
import type { DueTurn } from './next.ts';
import { type Price, type PromptParts, promptTokens, reservationFor } from './reservation.ts';
import type { Open } from './state.ts';

export interface PrepareParts extends PromptParts {
  readonly documents: readonly Document[];
  readonly priceOf: (model: string) => Price;
}

/** A due turn, and what it is spoken from. */
export interface Briefed {
  readonly due: DueTurn;
  readonly brief: Brief;
  /** The most that its prompt can be, and a reply to it. */
  readonly promptTokens: number;
  readonly outputTokensMax: number;
}

type Start = Extract<Command, { type: 'start' }>;

/** What starting due turns takes: the command, with what each may cost, and their briefs. */
export function prepareTurns(
  state: Open,
  due: readonly DueTurn[],
  parts: PrepareParts,
): { readonly command: Start; readonly briefed: readonly Briefed[] } {
  const { documents, priceOf, outputTokensMax } = parts;
  const briefing = (turn: DueTurn): Briefed => {
    const brief = briefFor(state, turn, documents);
    return { due: turn, brief, promptTokens: promptTokens(brief, parts), outputTokensMax };
  };
  const reserve = (one: Briefed): Reservation =>
    reservationFor(one.promptTokens, priceOf(one.due.agent.model), outputTokensMax);
  const briefed = due.map(briefing);
  const turns = briefed.map((one) => ({
    turn: one.due.turn,
    attempt: one.due.attempt,
    reserved: reserve(one),
    ...labelsIn(one.brief),
  }));
  const judging = judgeTurn(state);
  const keepBack = judging ? reserve(briefing(judging)) : { usd: 0, tokens: 0 };
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
