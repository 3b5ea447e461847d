import type { Brief } from '../../debate/brief.ts';
import type { Position } from '../../debate/events.ts';
import { excerpt } from '../excerpt.ts';
import { type Sentence, sentencesOf, termsOf } from '../retrieve.ts';
import { aboutIt, type Bearing, createBearing, scale } from './bearing.ts';
import { standOf } from './claims.ts';
import { considerations, openStands } from './general.ts';
import { hasNumber, leanOf } from './lean.ts';
import { type Point, type Scored, spread } from './points.ts';
import { type Stand, standsOf } from './question.ts';

/** A question with its evidence, sorted by what can be held. The same for every seat. */
export interface Case {
  readonly stands: readonly Stand[];
  readonly sentences: readonly Sentence[];
  /** Best first. */
  readonly pointsFor: (stand: Stand) => readonly Point[];
  readonly pointsAgainst: (stand: Stand) => readonly Point[];
  /** How well the evidence carries a stand, 0 to 1, compared with the others. */
  readonly strength: (stand: Stand) => number;
  /** The stand that a position takes, or null when it is none of these. */
  readonly standOf: (position: Position) => Stand | null;
}

/** Strength is what the best few points add up to, so that a long document does not win by its length. */
const countedPoints = 4;

export function createCase(brief: Brief, evidenceCharsMax: number): Case {
  const { question, options } = brief;
  const share = Math.floor(evidenceCharsMax / Math.max(1, brief.documents.length));
  const sentences = brief.documents.flatMap((document) =>
    sentencesOf({ ...document, text: excerpt(document.text, question, share) }),
  );
  const relevance = scale(sentences, termsOf([question, ...(options ?? [])].join(' ')));
  const named = standsOf(question, options);
  const stands = named.length > 0 ? named : leads(question, sentences, relevance);
  const matter = { sentences, stands, bearing: createBearing(sentences, stands, relevance) };

  const points = new Map(stands.map((stand) => [stand.key, spread(scorePoints(stand, matter))]));
  const carried = ({ key }: Stand) =>
    (points.get(key) ?? []).slice(0, countedPoints).reduce((sum, { score }) => sum + score, 0);
  const most = Math.max(...stands.map(carried));
  return {
    stands,
    sentences,
    pointsFor: ({ key }) => points.get(key) ?? [],
    pointsAgainst: (stand) => spread(scoreObjections(stand, matter)),
    strength: (stand) => (most > 0 ? carried(stand) / most : 0.5),
    standOf: (position) => standOf(position, stands),
  };
}

interface Matter {
  readonly sentences: readonly Sentence[];
  readonly stands: readonly Stand[];
  readonly bearing: Bearing;
}

/** With fewer passages than these, general considerations help out. */
const passagesMin = 2;

function scorePoints(stand: Stand, matter: Matter): Scored[] {
  const score = stand.lead === undefined ? scorePoint : scoreBesideLead;
  const scored = matter.sentences.flatMap((sentence) => score(stand, sentence, matter) ?? []);
  if (scored.length >= passagesMin) return scored;
  const general = { kind: 'general' as const, sentence: null, rival: null, score: 0 };
  return [...scored, ...considerations[stand.tilt].map((text) => ({ ...general, text }))];
}

/** What a sentence is good for; null when it speaks against the stand, or of something else. */
function scorePoint(stand: Stand, sentence: Sentence, { stands, bearing }: Matter): Scored | null {
  const lean = leanOf(sentence.text);
  const mine = bearing.onStand(sentence, stand);
  const near = bearing.onQuestion(sentence);
  const rival = stands.find(
    (other) => other !== stand && bearing.onStand(sentence, other) > Math.max(mine, aboutIt),
  );
  const make = (kind: Point['kind'], score: number): Scored => {
    return { kind, text: sentence.text, sentence, rival: rival?.label ?? null, score: score + 0.3 * near };
  };
  if (rival) return lean < 0 ? make('rival', 0.7 + 0.1 * Math.min(-lean, 3)) : null;
  const plain = hasNumber(sentence.text) ? 'measure' : 'relevant';
  if (mine >= aboutIt && lean < 0) return null;
  if (mine >= aboutIt) return make(lean > 0 ? 'own' : plain, mine * (1 + 0.3 * Math.min(lean, 2)));
  if (near < 0.2) return null;
  if (lean < 0 && stand.tilt === 'bold') return make('waiting', 0.45);
  if (lean < 0 && stand.tilt === 'careful') return make('margin', 0.45);
  return make(plain, hasNumber(sentence.text) ? 0.35 : 0.2);
}

/** The passage that a stand starts from, and what bears on the question beside it. */
function scoreBesideLead(stand: Stand, sentence: Sentence, { stands, bearing }: Matter): Scored | null {
  const near = bearing.onQuestion(sentence);
  const point = { text: sentence.text, sentence, rival: null };
  if (sentence.key === stand.lead) return { ...point, kind: 'own', score: 2 };
  if (near < 0.1 || stands.some(({ lead }) => lead === sentence.key)) return null;
  const kind = hasNumber(sentence.text) ? 'measure' : 'relevant';
  return { ...point, kind, score: near + 0.5 * bearing.onStand(sentence, stand) };
}

/** What speaks against a stand itself, and what the others have for them. */
function scoreObjections(stand: Stand, matter: Matter): Scored[] {
  const others = matter.stands.filter((other) => other !== stand);
  const theirs = others
    .flatMap((other) => scorePoints(other, matter))
    .filter(({ kind }) => kind === 'own' || kind === 'margin' || kind === 'general');
  if (stand.lead !== undefined) return theirs;
  const against = matter.sentences.flatMap((sentence): Scored[] => {
    const mine = matter.bearing.onStand(sentence, stand);
    if (mine < aboutIt || leanOf(sentence.text) >= 0) return [];
    return [{ kind: 'rival', text: sentence.text, sentence, rival: stand.label, score: 1 + mine }];
  });
  return [...against, ...theirs];
}

const leadsMax = 3;

/**
 * For a question that names no answers: the passages that one could start from, from several documents if
 * possible.
 */
function leads(
  question: string,
  sentences: readonly Sentence[],
  relevance: ReadonlyMap<string, number>,
): readonly Stand[] {
  const relevant = sentences.flatMap((sentence): Scored[] => {
    const score = relevance.get(sentence.key) ?? 0;
    return score > 0 ? [{ kind: 'relevant', text: sentence.text, sentence, rival: null, score }] : [];
  });
  if (relevant.length === 0) return openStands(question);
  const passages = spread(relevant).flatMap(({ sentence }) => sentence ?? []);
  return passages.slice(0, leadsMax).map(({ key, evidence, text, terms }, index) => ({
    key,
    label: `what ${evidence} says`,
    says: `the answer should start from ${evidence}, “${text.replace(/[.!]$/, '')}”`,
    terms,
    tilt: (['bold', 'careful', 'between'] as const)[index] ?? 'between',
    lead: key,
  }));
}
