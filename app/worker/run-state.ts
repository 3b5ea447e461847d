import { createStateMachine, type StateMachine, type Transitions } from '../shared/state-machine.ts';

/**
 * `resuming`: reads the log and prepares the documents. `running`: starts the turns that are due. `draining`: starts no
 * further turns, and waits for those that run. `ended`: appends nothing; the end reason says why.
 */
export type RunState = 'resuming' | 'running' | 'draining' | 'ended';

export type RunStep = 'resumed' | 'drain-requested' | 'ended';

/** The drawing in docs/ARCHITECTURE.md shows this table. A step that a state does not have is ignored. */
export const runTransitions: Transitions<RunState, RunStep> = {
  resuming: { resumed: 'running', 'drain-requested': 'draining', ended: 'ended' },
  running: { 'drain-requested': 'draining', ended: 'ended' },
  draining: { ended: 'ended' },
  ended: {},
};

/** The state of a worker's run of one debate. */
export const createRunMachine = (): StateMachine<RunState, RunStep> =>
  createStateMachine(runTransitions, 'resuming');
