import type { Seat } from '../core/events.ts';
import { positionHolders, type StartedDebate } from '../core/state.ts';
import { comparePositions } from './compare-positions.ts';

/** The peers whose positions a seat reads in a round, in the order of the panel. The same in critique and revision. */
export function exchangePeers(debate: StartedDebate, agent: string, round: number): readonly Seat[] {
  const holders = positionHolders(debate);
  const peers = holders.filter(({ id }) => id !== agent);
  switch (debate.settings.exchange ?? 'all') {
    case 'all':
      return peers;
    case 'ring':
      return nextInRing(debate, agent, round);
    case 'differing': {
      const groups = groupsBefore(debate, round);
      const own = groups.find((group) => group.includes(agent)) ?? [];
      const differing = peers.filter(({ id }) => !own.includes(id));
      // An agent that all agree with still tests what they hold.
      return differing.length > 0 ? differing : peers;
    }
  }
}

/** The seat as many places further as the round, so that each round brings another one. */
function nextInRing(debate: StartedDebate, agent: string, round: number): readonly Seat[] {
  const holders = positionHolders(debate);
  if (holders.length < 2) return [];
  const index = holders.findIndex(({ id }) => id === agent);
  const distance = 1 + ((Math.max(1, round) - 1) % (holders.length - 1));
  return holders.slice((index + distance) % holders.length).slice(0, 1);
}

/** Stances of this round do not count: critique and revision of one agent must be about the same peers. */
function groupsBefore({ turns, settings }: StartedDebate, round: number) {
  const panel = settings.panel.map(({ id }) => id);
  return comparePositions(
    turns.filter((turn) => turn.round < round),
    panel,
    round - 1,
  ).groups;
}
