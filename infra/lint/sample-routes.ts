import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { RouteClass } from '../../app/contract/types/contract.ts';

export interface Sample {
  readonly class: RouteClass;
  /** A path as a browser would ask for it. */
  readonly path: string;
  /** Whether it takes documents, up to the largest body. */
  readonly takesUploads: boolean;
}

/** What callers from outside ask our program for: one path for each route. */
export const samples: readonly Sample[] = Object.values<Route>(routes)
  .filter(({ class: of }) => of !== 'internal' && of !== 'probe')
  .map(({ class: of, path, webOnly }) => ({
    class: of,
    path: path.replace(/\{[^}]+\}/g, 'x1'),
    takesUploads: webOnly === 'uploads',
  }));

/**
 * A stranger's expression as one of ours; null where it is none, or where it might take for ever: a group that is
 * repeated may hold another that is.
 */
export function expressionOf(source: string, flags: string): RegExp | null {
  if (source.length > 500 || /\)(?:[*+]|\{\d+,)/.test(source)) return null;
  if ((source.match(/[*+]|\{\d+,/g) ?? []).length > 6) return null;
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
