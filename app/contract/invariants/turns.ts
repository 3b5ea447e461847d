import type { Invariant } from './invariant.ts';

/** The times of calls, turns and debates. */
export const turnInvariants: readonly Invariant[] = [
  {
    id: 'agent-deadlines-nest',
    summary: 'Idle and first-token deadlines lie within the total',
    rationale: 'deadlines that can never fire',
    source: 'Our own rule',
    reproduction:
      'Set agents.totalMs to 90 s and agents.retriesMax to 0, and use a model that never begins: the failure names ' +
      'the total.',
    left: { max: ['agents.firstTokenMs', 'agents.idleMs'] },
    relation: '<',
    right: 'agents.totalMs',
    unit: 'ms',
  },
  {
    id: 'thinking-deadlines-nest',
    summary: 'For models that think, idle and first-token deadlines lie within the total too',
    rationale: 'deadlines that can never fire, and a dead connection that holds a seat for the whole total',
    source: 'Our own rule',
    reproduction:
      'Set agents.thinking.totalMs to 300 s and agents.retriesMax to 0, and use a model that thinks without end: the ' +
      'failure names the total.',
    left: { max: ['agents.thinking.firstTokenMs', 'agents.idleMs'] },
    relation: '<',
    right: 'agents.thinking.totalMs',
    unit: 'ms',
  },
  {
    id: 'turn-within-debate',
    summary: 'A turn with all its attempts fits into the default deadline of a debate',
    rationale:
      'debates that end without a completed turn because the first model was slow, while its tokens are paid for',
    source: 'Our own rule; agents.totalMs covers all calls of an attempt and the delays between them',
    reproduction:
      'Set limits.deadlineSecondsDefault to 300 and let a rehearsal agent be slow until its total runs out, twice.',
    left: { product: ['agents.totalMs', 'agents.attemptsMax'] },
    relation: '≤',
    right: { product: ['limits.deadlineSecondsDefault', 1000] },
    unit: 'ms',
  },
  {
    id: 'thinking-turn-within-debate',
    summary:
      'A turn of a model that thinks, with all its attempts, fits into the default deadline of its debate',
    rationale: 'debates of slow models that end without a completed turn, while the thinking is paid for',
    source: 'Our own rule; turns of five minutes are common with models that think',
    reproduction:
      'Set limits.thinking.deadlineSecondsDefault to 1200 and let a model think until its total runs out, twice.',
    left: { product: ['agents.thinking.totalMs', 'agents.attemptsMax'] },
    relation: '≤',
    right: { product: ['limits.thinking.deadlineSecondsDefault', 1000] },
    unit: 'ms',
  },
  {
    id: 'decision-within-deadline',
    summary:
      'The time reserved for the decision is less than the default deadline, whether models think or not',
    rationale: 'debates that go to the decision before their first turn',
    source: 'Our own rule',
    reproduction:
      'Set limits.decisionSecondsReserve to 1800 and limits.decisionShareMax, which else caps it, to 1, and start a ' +
      'debate without a deadline of its own.',
    left: {
      product: [{ max: ['limits.decisionSecondsReserve', 'limits.thinking.decisionSecondsReserve'] }, 1000],
    },
    relation: '<',
    right: {
      product: [{ min: ['limits.deadlineSecondsDefault', 'limits.thinking.deadlineSecondsDefault'] }, 1000],
    },
    unit: 'ms',
  },
];
