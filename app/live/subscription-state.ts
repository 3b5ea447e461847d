import { createStateMachine, type StateMachine, type Transitions } from '../shared/state-machine.ts';

/**
 * `pending`: waits to read the log, for the first time or after a failed read. `replaying`: reads it. `live`: receives
 * everything. `lagging`: receives events only, and a snapshot in place of deltas once its buffer is empty.
 */
export type SubscriptionState = 'pending' | 'replaying' | 'live' | 'lagging' | 'closed';

export type SubscriptionStep =
  | 'replay-started'
  | 'read-failed'
  | 'caught-up'
  | 'buffer-filled'
  | 'buffer-emptied'
  | 'closed';

/** The drawing in docs/ARCHITECTURE.md shows this table. A step that a state does not have is ignored. */
export const subscriptionTransitions: Transitions<SubscriptionState, SubscriptionStep> = {
  pending: { 'replay-started': 'replaying', closed: 'closed' },
  replaying: { 'read-failed': 'pending', 'caught-up': 'live', closed: 'closed' },
  live: { 'buffer-filled': 'lagging', closed: 'closed' },
  lagging: { 'buffer-emptied': 'live', closed: 'closed' },
  closed: {},
};

/** The state of one subscription. */
export const createSubscriptionMachine = (): StateMachine<SubscriptionState, SubscriptionStep> =>
  createStateMachine(subscriptionTransitions, 'pending');
