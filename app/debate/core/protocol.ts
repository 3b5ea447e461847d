// How the seats of a debate hear one another, and who decides. Stored in settings: never rename or remove a member.

export type SeatRole =
  | 'advocate'
  | 'sceptic'
  | 'evidence-checker'
  | 'proponent'
  | 'opponent'
  | 'judge'
  | 'member';

/** `all`: every peer. `ring`: one peer, another one in each round. `differing`: peers that hold another position. */
export type Exchange = 'all' | 'ring' | 'differing';

/**
 * Closed questions: `vote` counts the final positions, `trajectory` those of every round, and `ranking` weights the
 * final ones by how the agents ranked one another's answers. `judge` and `jury` (several judges) decide any question;
 * they decide an open one in place of a vote, and with `ranking` the judge knows the ranking. `pool` decides numeric
 * questions, and only these.
 */
export type Decider = 'vote' | 'trajectory' | 'judge' | 'jury' | 'ranking' | 'pool';

/** The phases of a round after the blind answers. Without `revise`, the blind answers are final. */
export type RoundPhase = 'critique' | 'revise';

export const exchanges: readonly Exchange[] = ['all', 'ring', 'differing'];
export const deciders: readonly Decider[] = ['vote', 'trajectory', 'judge', 'jury', 'ranking', 'pool'];
export const roundPhases: readonly RoundPhase[] = ['critique', 'revise'];
