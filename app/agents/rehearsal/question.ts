import { termsOf } from '../retrieve.ts';

/** Whether a stand asks for the change in question, for leaving things, or for something in between. */
export type Tilt = 'bold' | 'careful' | 'between';

/** A position that can be taken on a question. */
export interface Stand {
  /** The same for every seat of a debate. */
  readonly key: string;
  /** As it is named in a sentence, in the words of the question where possible. */
  readonly label: string;
  /** A main clause without its full stop. */
  readonly says: string;
  readonly terms: readonly string[];
  readonly tilt: Tilt;
  /** For a closed question: the option. */
  readonly choice?: string;
  /** For a question that names no answers: the key of the sentence to start from. */
  readonly lead?: string;
}

/** Verbs that a decision is often about: they show where the subject of a question ends. */
const verbs = new Set(
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
 * The stands that a question offers: its options, the alternatives that it names, or yes, no and in steps.
 */
export function standsOf(question: string, options: readonly string[] | null): readonly Stand[] {
  if (options) return options.map((option) => optionStand(option));
  const asked = lastQuestion(question);
  const parsed = parse(asked);
  const alternatives = alternativesIn(asked, parsed);
  if (alternatives) return alternatives;
  return auxiliary.test(asked) || /^(?:is|are|was|were|has|have)\s/i.test(asked)
    ? verdicts(asked, parsed)
    : [];
}

function optionStand(option: string): Stand {
  const says = `“${option}” is the option to choose`;
  return { key: option, label: option, says, terms: ownTerms(option), tilt: tiltOf(option), choice: option };
}

/** Verbs whose object is there already: what is said of it is not said of the proposal. */
const changing = new Set(
  `abandon change close combine cut drop leave merge migrate move refactor remove replace retire rewrite
  split`.split(/\s+/),
);

/** What a proposal is about: all its words, or the change and what comes of it ("into services"). */
function proposalTerms(proposal: string): readonly string[] {
  const [verb = ''] = proposal.toLowerCase().split(' ');
  if (!changing.has(verb)) return ownTerms(proposal);
  return ownTerms(`${verb} ${/\b(?:to|into|with|by|in)\s+(.*)/i.exec(proposal)?.[1] ?? ''}`);
}

/** Words of staying put say nothing about what a passage is about. */
const ownTerms = (text: string): readonly string[] =>
  termsOf(text.replace(/\b(?:leave|keep|stay|wait|remain|nothing|now|first|later|yes|not?)\b/gi, ' '));

function tiltOf(text: string): Tilt {
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

/** The sentence that asks, without its question mark. */
function lastQuestion(question: string): string {
  const sentences = question.replace(/\s+/g, ' ').match(/[^.!?]+\?/g) ?? [question];
  return (sentences.at(-1) ?? question).replace(/\?\s*$/, '').trim();
}

interface Parsed {
  /** `the payments team should`. */
  readonly lead: string;
  /** `split the monolith`. */
  readonly rest: string;
}

/** Takes "Should the payments team split the monolith" apart; null where the subject's end cannot be told. */
function parse(asked: string): Parsed | null {
  const verb = auxiliary.exec(asked)?.[1]?.toLowerCase();
  if (verb === undefined || verb === 'do' || verb === 'does') return null;
  const words = asked.split(' ').slice(1);
  const isPronoun = /^(?:we|i|you|they|it|he|she|one)$/i.test(words[0] ?? '');
  const at = isPronoun ? 1 : words.findIndex((word, index) => index > 0 && verbs.has(word.toLowerCase()));
  const rest = words.slice(at).join(' ');
  if (at < 1 || at > subjectWordsMax || rest === '' || rest.length > restCharsMax) return null;
  return { lead: `${words.slice(0, at).join(' ')} ${verb}`, rest };
}

/** Longer ones would not read well in a sentence of ours. */
const subjectWordsMax = 6;
const restCharsMax = 200;

const alternativesMax = 5;

/** "…, cut the batch first, or leave it as it is": two to five alternatives, or null. */
function alternativesIn(asked: string, parsed: Parsed | null): readonly Stand[] | null {
  if (!/\bor\b/i.test(asked)) return null;
  const parts = (parsed?.rest ?? asked.replace(/^.*?[:,]\s+/, ''))
    .split(/,?\s+or\s+|,\s+/i)
    .map((part) => part.trim());
  const isOneOfSeveral = parts.length >= 2 && parts.length <= alternativesMax;
  if (!isOneOfSeveral || parts.some((part) => part.length < 2 || part.split(' ').length > 12)) return null;
  return parts.map((part) => {
    const isClause = parsed !== null && verbs.has(part.split(' ')[0]?.toLowerCase() ?? '');
    const says = isClause ? `${parsed.lead} ${part}` : `the answer is “${part}”`;
    return { key: part.toLowerCase(), label: part, says, terms: ownTerms(part), tilt: tiltOf(part) };
  });
}

function verdicts(asked: string, parsed: Parsed | null): readonly Stand[] {
  const terms = proposalTerms(parsed?.rest ?? asked);
  const [yes, no, staged] = parsed
    ? [
        `yes, ${parsed.lead} ${parsed.rest}`,
        `no, ${parsed.lead} not ${parsed.rest} as things stand`,
        `only in steps that can be undone: that is how ${parsed.lead} ${parsed.rest}`,
      ]
    : ['yes', 'no, not as things stand', 'only in part, and under conditions that can be checked'];
  return [
    { key: 'yes', label: 'yes', says: yes, terms, tilt: 'bold' },
    { key: 'no', label: 'no', says: no, terms: [], tilt: 'careful' },
    { key: 'steps', label: 'only in steps', says: staged, terms: [], tilt: 'between' },
  ];
}
