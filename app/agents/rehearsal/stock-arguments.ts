import type { AnswerOption, Tendency } from './answer-options.ts';

/** What can be said for a kind of answer when nothing was given to quote. */
export const stockArguments: Readonly<Record<Tendency, readonly string[]>> = {
  bold: [
    'Waiting is a decision too, and its price is paid every week, only less visibly.',
    'What has been postponed twice rarely gets cheaper the third time.',
    'A whole change can be explained, staffed and finished, while half a change has to be maintained twice.',
    'More is learnt from doing a thing at its full size than from studying it.',
    'A clear direction lets many people act without asking.',
  ],
  careful: [
    'What works today has costs that are known, and what would replace it has costs that are guessed.',
    'The people who would do this are the same who keep everything else running.',
    'Most of what goes wrong in a change goes wrong at its edges, where nobody has looked yet.',
    'An option that stays open is worth something, and acting now closes it.',
    'The burden of proof lies with whoever wants others to carry the consequences.',
  ],
  between: [
    'A first step that can be undone buys knowledge at a known price.',
    'Much of the benefit of a change tends to come from its first part.',
    'A limit on time and money, agreed before the start, keeps an experiment from turning into a commitment.',
    'Two small decisions can be wrong one at a time, and a large one is wrong all at once.',
    'What separates the two sides is often a fact that a short trial would settle.',
  ],
};

const approachOptions: readonly AnswerOption[] = [
  createOption('small', 'the smallest change that can be undone', 'the answer should start from', 'between'),
  createOption('measure', 'a measurement that would settle it', 'the answer should wait for', 'careful'),
  createOption('copy', 'what has already worked elsewhere', 'the answer should follow', 'bold'),
];

const explanationOptions: readonly AnswerOption[] = [
  createOption(
    'simple',
    'the simplest account that fits',
    'until something contradicts it, the answer is',
    'bold',
  ),
  createOption(
    'several',
    'several things at once',
    'more likely than any single one, the answer is',
    'between',
  ),
  createOption(
    'records',
    'records from the time itself',
    'before anything else, the answer needs',
    'careful',
  ),
];

function createOption(key: string, label: string, clause: string, tendency: Tendency): AnswerOption {
  return { key, label, statement: `${clause} ${label}`, terms: [], tendency };
}

/** The stands on a question that names none, when no evidence was given either. */
export const genericOptions = (question: string): readonly AnswerOption[] =>
  /^\W*(?:why|who|when|where|what (?:caused|happened|is|are|was|were)|how (?:did|many|much|long))\b/i.test(
    question,
  )
    ? explanationOptions
    : approachOptions;
