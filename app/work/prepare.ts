import type { Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/contract.ts';
import type { Brief, Document } from '../debate/brief.ts';
import { briefFor } from '../debate/briefs.ts';
import type { Command, Reservation } from '../debate/decide.ts';
import type { DueTurn } from '../debate/next.ts';
import type { Open } from '../debate/state.ts';
import { reservationFor } from './estimate.ts';

interface PrepareParts {
  readonly roster: Pick<Roster, 'info'>;
  readonly contract: Pick<Contract, 'agents'>;
  readonly documents: readonly Document[];
}

/** A due turn, and what it is spoken from. */
export interface Briefed {
  readonly due: DueTurn;
  readonly brief: Brief;
}

/** What starting due turns takes: the command, with what each may cost, and their briefs. */
export function prepareTurns(
  state: Open,
  due: readonly DueTurn[],
  { roster, contract, documents }: PrepareParts,
): { readonly command: Command; readonly briefed: readonly Briefed[] } {
  const briefed = due.map((turn) => ({ due: turn, brief: briefFor(state, turn, documents) }));
  const reserve = ({ due, brief }: Briefed): Reservation =>
    reservationFor(brief, roster.info(due.agent.model).price, contract.agents.outputTokensMax);
  const turns = briefed.map((one) => ({
    turn: one.due.turn,
    attempt: one.due.attempt,
    reserved: reserve(one),
  }));
  const judging = judgeTurn(state);
  const keepBack = judging
    ? reserve({ due: judging, brief: briefFor(state, judging, documents) })
    : { usd: 0, tokens: 0 };
  return { command: { type: 'start', turns, keepBack }, briefed };
}

/** The decision's turn, whose cost is kept back so that a debate that stops for its budget can still pay for it. */
function judgeTurn({ settings, round }: Open): DueTurn | null {
  if (settings.options) return null;
  return { turn: 'judge', attempt: 1, agent: settings.judge, phase: 'decide', round };
}
