import type { FailureReason } from './events.ts';
import type { Amount } from './state.ts';

export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** What a person can do about a failure; null where the message says it. */
const remedies: Readonly<Record<FailureReason, string | null>> = {
  malformed: 'Choose a model that keeps to the format of a reply.',
  'cut-off': 'Try again, or choose another model.',
  'too-long': 'Choose a model with a larger limit of output, or one that thinks less.',
  'first-token-timeout': 'Choose a faster model, or use less evidence.',
  'idle-timeout': 'Try again, or choose another model.',
  'total-timeout': 'Choose a faster model, or use less evidence.',
  'rate-limited': 'Try again later, use fewer seats, or choose another model.',
  overloaded: 'Try again later, or choose another model.',
  unreachable: 'Check that the model server runs and that its address is right.',
  refused: 'Put the question in other words, or choose another model.',
  unauthorized: 'Check the key of this provider on the server.',
  'unknown-model': 'Check the name of the model, or choose one that is listed.',
  'provider-error': null,
  interrupted: null,
  internal: null,
};

/** Causes that providers report in several ways, by what their messages say; the first that matches counts. */
const remediesByMessage: readonly (readonly [RegExp, string])[] = [
  [
    /\b402\b|credit|afford|insufficient.?(?:balance|funds|quota)|billing/i,
    'Add credit at the provider, or choose another model.',
  ],
  [
    /context.?(?:length|window|size)|maximum context|prompt is too long|too many tokens/i,
    'Use less evidence, or choose a model with a larger context.',
  ],
];

/** The message of a failure and what a person can do about it. */
export function describeFailure({ reason, message }: Failure): string {
  const known = remediesByMessage.find(([pattern]) => pattern.test(message))?.[1];
  const remedy = known ?? remedies[reason];
  const sentence = /[.!?…]$/.test(message) ? message : `${message}.`;
  return remedy === null ? sentence : `${sentence} ${remedy}`;
}

/** The failure that all lost turns of a debate have in common; null if there is none. */
export function commonFailure(failures: readonly Failure[]): Failure | null {
  const [first] = failures;
  return first && failures.every(({ reason }) => reason === first.reason) ? first : null;
}

/** Why turns were lost, in one sentence with the remedy; null if none were. `turns` are all that were called. */
export function describeLostTurns(turns: readonly { readonly failure: Failure | null }[]): string | null {
  const failures = turns.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  if (!first) return null;
  if (commonFailure(failures) === null) return `The first failure: ${describeFailure(first)}`;
  if (failures.length < turns.length)
    return `${failures.length} of ${turns.length} turns failed: ${describeFailure(first)}`;
  return `All calls failed for one reason: ${describeFailure(first)}`;
}

/** Why a budget ended a debate before its first turns; `superseded`: reserved for attempts of lost workers. */
export const describeShortBudget = (superseded: Amount): string =>
  superseded.tokens > 0
    ? 'The budget does not cover the first turns. A part of it is held for turns whose workers were lost, because ' +
      'these may have been charged. Raise it, and check the logs of the workers.'
    : 'The budget does not cover the first turns. Raise it, or use fewer seats or less evidence.';
