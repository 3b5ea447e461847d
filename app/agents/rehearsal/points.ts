import type { Sentence } from '../retrieve.ts';

/**
 * Something to say for a stand. `kind` is what the script may truthfully say of it: `own` speaks of the stand
 * itself, `rival` against another one, `waiting` and `margin` report trouble (a reason to act, or to be
 * careful), `measure` has a number, `relevant` no more than words of the question, and `general` is no
 * quotation.
 */
export interface Point {
  readonly kind: 'own' | 'rival' | 'waiting' | 'margin' | 'measure' | 'relevant' | 'general';
  readonly text: string;
  readonly sentence: Sentence | null;
  /** The label of the stand that a `rival` speaks against. */
  readonly rival: string | null;
}

export type ScoredPoint = Point & { readonly score: number };

const pointsMax = 100;

/** Best first, no text twice, and as long as others have something to say no document twice in a row. */
export function diversifyPoints(points: readonly ScoredPoint[]): readonly ScoredPoint[] {
  const remaining = points.toSorted((a, b) => b.score - a.score);
  const chosen: ScoredPoint[] = [];
  const seen = new Set<string>();
  while (remaining.length > 0 && chosen.length < pointsMax) {
    const last = chosen.at(-1)?.sentence?.evidence;
    const other = remaining.findIndex((point) => point.score > 0.3 && point.sentence?.evidence !== last);
    const [point] = remaining.splice(Math.max(0, other), 1);
    if (!point || seen.has(point.text)) continue;
    seen.add(point.text);
    chosen.push(point);
  }
  return chosen;
}
