import type { Sentence } from '../retrieve.ts';

/**
 * An argument for an option. `kind` limits what a phrase may claim about it: `own` is about the option itself, `rival`
 * is against another option, `waiting` and `margin` report trouble (a reason to act, or to be careful), `measure`
 * contains a number, `relevant` only shares words with the question, and `general` is not a quotation.
 */
export interface Point {
  readonly kind: 'own' | 'rival' | 'waiting' | 'margin' | 'measure' | 'relevant' | 'general';
  readonly text: string;
  readonly sentence: Sentence | null;
  /** The label of the option that a `rival` point is against. */
  readonly rival: string | null;
}

export type ScoredPoint = Point & { readonly score: number };

const pointsMax = 100;

/** Best first, without duplicates, and alternating documents while several have good points. */
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
