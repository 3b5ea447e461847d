import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { RouteClass } from '../../app/contract/types/http.ts';

export interface SampleRoute {
  readonly class: RouteClass;
  /** A concrete request path. */
  readonly path: string;
  /** Whether it accepts uploads, up to the largest body. */
  readonly takesUploads: boolean;
}

/** One sample request path for each public route of Rostrum. */
export const sampleRoutes: readonly SampleRoute[] = Object.values<Route>(routes)
  .filter(({ class: of }) => of !== 'internal' && of !== 'probe')
  .map(({ class: of, path, webOnly }) => ({
    class: of,
    path: path.replace(/\{[^}]+\}/g, 'x1'),
    takesUploads: webOnly === 'uploads',
  }));

/** Compiles a pattern from an audited file; null when it is invalid or might backtrack exponentially. */
export function compilePattern(source: string, flags: string): RegExp | null {
  if (source.length > 500 || /\)(?:[*+]|\{\d+,)/.test(source)) return null;
  if ((source.match(/[*+]|\{\d+,/g) ?? []).length > 6) return null;
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
