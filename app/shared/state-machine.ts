/** For each state, the state that each step leads to. */
export type Transitions<State extends string, Step extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Step, State>>>>
>;

export interface StateMachine<State extends string, Step extends string> {
  is(...states: readonly State[]): boolean;
  /** Returns false, and changes nothing, if the state does not have this step. */
  take(step: Step): boolean;
}

export function createStateMachine<State extends string, Step extends string>(
  transitions: Transitions<State, Step>,
  initial: State,
): StateMachine<State, Step> {
  let state = initial;
  return {
    is: (...states) => states.includes(state),
    take(step) {
      const next = transitions[state][step];
      if (next === undefined) return false;
      state = next;
      return true;
    },
  };
}
