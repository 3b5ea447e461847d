import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';

type ContextOf<P extends TurnContext['phase']> = Extract<TurnContext, { phase: P }>;

/** Contexts of turns with two peers, A (`a2`) and B (`a3`). */
export function replyContexts(options: readonly string[] | null): {
  readonly propose: ContextOf<'propose'>;
  readonly critique: ContextOf<'critique'>;
  readonly decide: ContextOf<'decide'>;
} {
  const common = {
    turn: 'r0.propose.a1',
    attempt: 1,
    round: 0,
    question: 'Should payouts move to events?',
    options,
    role: 'member',
    documents: [],
    date: null,
    notes: [],
    seed: 1,
    debateSeed: 1,
    omissions: [],
    repair: null,
  } as const;
  const position = { claim: 'Wait.', confidence: 0.5, citations: [], changed: false };
  const peers = [
    { label: 'A', agent: 'a2', positions: [position], reasons: '' },
    { label: 'B', agent: 'a3', positions: [position], reasons: '' },
  ];
  return {
    propose: { ...common, phase: 'propose' },
    critique: { ...common, phase: 'critique', own: { position, reasons: '', critique: '' }, peers },
    decide: {
      ...common,
      phase: 'decide',
      peers,
      remarks: [],
      decidedBy: 'vote',
      choice: null,
      agreed: false,
    },
  };
}
