import { extractTerms } from '../../debate/prompting/terms.ts';

/** `bold`: an answer in favour of the change. `careful`: keep the current state. `between`: a compromise. */
export type Tendency = 'bold' | 'careful' | 'between';

/** A possible answer to the question. */
export interface AnswerOption {
  /** Equal for every seat of a debate. */
  readonly key: string;
  /** A name for use within a sentence, in the words of the question where possible. */
  readonly label: string;
  /** A main clause without its full stop. */
  readonly statement: string;
  readonly terms: readonly string[];
  readonly tendency: Tendency;
  /** Closed questions: the option. */
  readonly choice?: string;
  /** For a question that names no answers: the key of the sentence that the answer starts from. */
  readonly leadKey?: string;
}

/** Verbs that are common in decisions. They mark the end of a question's subject. */
const decisionVerbs = new Set(
  `abandon accept add adopt allow ask automate ban begin break bring build buy centralise centralize change
  charge choose close combine continue cut decide delay deploy do drop enable expand extend fund give go
  have hire host increase insource introduce invest join keep launch leave let limit lower make maintain
  measure merge migrate move offer open optimise optimize outsource pay pick postpone prefer prioritise
  prioritize provide publish put raise reduce refactor reject release remove rename replace require
  restrict retire rewrite roll run sell send separate set share ship split standardise standardize start
  stay stop store support switch take teach test train trust try turn unify upgrade use wait withdraw
  write`.split(/\s+/),
);

const auxiliary = /^(should|must|can|could|will|would|may|do|does)\s+/i;

/**
 * The possible answers: the options of a closed question, the alternatives that an open one names, or yes, no and in
 * steps. Empty when the question names none.
 */
export function findAnswerOptions(
  question: string,
  options: readonly string[] | null,
): readonly AnswerOption[] {
  if (options) return options.map((option) => toAnswerOption(option));
  const sentence = lastQuestion(question);
  const parsed = parseQuestion(sentence);
  const alternatives = findAlternatives(sentence, parsed);
  if (alternatives) return alternatives;
  return auxiliary.test(sentence) || /^(?:is|are|was|were|has|have)\s/i.test(sentence)
    ? yesNoOptions(sentence, parsed)
    : [];
}

function toAnswerOption(option: string): AnswerOption {
  const statement = `“${option}” is the option to choose`;
  return {
    key: option,
    label: option,
    statement,
    terms: extractOwnTerms(option),
    tendency: detectTendency(option),
    choice: option,
  };
}

/** Verbs whose object already exists, so that statements about the object are not about the proposal. */
const changeVerbs = new Set(
  `abandon change close combine cut drop leave merge migrate move refactor remove replace retire rewrite
  split`.split(/\s+/),
);

/** The terms of a proposal: all of them, or the change verb and its result ("into services"). */
function extractProposalTerms(proposal: string): readonly string[] {
  const [verb = ''] = proposal.toLowerCase().split(' ');
  if (!changeVerbs.has(verb)) return extractOwnTerms(proposal);
  return extractOwnTerms(`${verb} ${/\b(?:to|into|with|by|in)\s+(.*)/i.exec(proposal)?.[1] ?? ''}`);
}

/** Ignores words for keeping the current state, which do not identify a topic. */
const extractOwnTerms = (text: string): readonly string[] =>
  extractTerms(text.replace(/\b(?:leave|keep|stay|wait|remain|nothing|now|first|later|yes|not?)\b/gi, ' '));

function detectTendency(text: string): Tendency {
  if (/\b(?:as it is|as is|leave|keep|stay|nothing|wait|not|no|never|status quo|later|remain)\b/i.test(text))
    return 'careful';
  if (
    /\b(?:first|steps?|stages?|gradual\w*|pilot|trial|partial\w*|partly|chunk\w*|hybrid|both|some)\b/i.test(
      text,
    )
  )
    return 'between';
  return 'bold';
}

/** The last question, without its question mark. */
function lastQuestion(question: string): string {
  const sentences = question.replace(/\s+/g, ' ').match(/[^.!?]+\?/g) ?? [question];
  return (sentences.at(-1) ?? question).replace(/\?\s*$/, '').trim();
}

interface ParsedQuestion {
  /** `the payments team should`. */
  readonly subject: string;
  /** `split the monolith`. */
  readonly predicate: string;
}

/** Parses questions like "Should the payments team split the monolith"; null when the subject has no clear end. */
function parseQuestion(sentence: string): ParsedQuestion | null {
  const verb = auxiliary.exec(sentence)?.[1]?.toLowerCase();
  if (verb === undefined || verb === 'do' || verb === 'does') return null;
  const words = sentence.split(' ').slice(1);
  const isPronoun = /^(?:we|i|you|they|it|he|she|one)$/i.test(words[0] ?? '');
  const verbIndex = isPronoun
    ? 1
    : words.findIndex((word, index) => index > 0 && decisionVerbs.has(word.toLowerCase()));
  const predicate = words.slice(verbIndex).join(' ');
  if (
    verbIndex < 1 ||
    verbIndex > subjectWordsMax ||
    predicate === '' ||
    predicate.length > predicateCharsMax
  )
    return null;
  return { subject: `${words.slice(0, verbIndex).join(' ')} ${verb}`, predicate };
}

/** Longer ones would not read well in a generated sentence. */
const subjectWordsMax = 6;
const predicateCharsMax = 200;

const alternativesMax = 5;

/** "…, cut the batch first, or leave it as it is": two to five alternatives, or null. */
function findAlternatives(sentence: string, parsed: ParsedQuestion | null): readonly AnswerOption[] | null {
  if (!/\bor\b/i.test(sentence)) return null;
  const parts = (parsed?.predicate ?? sentence.replace(/^.*?[:,]\s+/, ''))
    .split(/,?\s+or\s+|,\s+/i)
    .map((part) => part.trim());
  const isOneOfSeveral = parts.length >= 2 && parts.length <= alternativesMax;
  if (!isOneOfSeveral || parts.some((part) => part.length < 2 || part.split(' ').length > 12)) return null;
  return parts.map((part) => {
    const isClause = parsed !== null && decisionVerbs.has(part.split(' ')[0]?.toLowerCase() ?? '');
    const statement = isClause ? `${parsed.subject} ${part}` : `the answer is “${part}”`;
    return {
      key: part.toLowerCase(),
      label: part,
      statement,
      terms: extractOwnTerms(part),
      tendency: detectTendency(part),
    };
  });
}

function yesNoOptions(sentence: string, parsed: ParsedQuestion | null): readonly AnswerOption[] {
  const terms = extractProposalTerms(parsed?.predicate ?? sentence);
  const [yes, no, staged] = parsed
    ? [
        `yes, ${parsed.subject} ${parsed.predicate}`,
        `no, ${parsed.subject} not ${parsed.predicate} as things stand`,
        `only in steps that can be undone: that is how ${parsed.subject} ${parsed.predicate}`,
      ]
    : ['yes', 'no, not as things stand', 'only in part, and under conditions that can be checked'];
  return [
    { key: 'yes', label: 'yes', statement: yes, terms, tendency: 'bold' },
    { key: 'no', label: 'no', statement: no, terms: [], tendency: 'careful' },
    { key: 'steps', label: 'only in steps', statement: staged, terms: [], tendency: 'between' },
  ];
}
