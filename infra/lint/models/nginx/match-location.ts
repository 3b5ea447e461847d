import { compilePattern, type SampleRoute, sampleRoutes } from '../../sample-routes.ts';
import type { Location, Server } from './configuration.ts';

/** The location that nginx selects for a path; undefined when none matches or a pattern cannot be evaluated. */
export function matchLocation(path: string, locations: readonly Location[]): Location | undefined {
  const exact = locations.find(({ modifier, pattern }) => modifier === '=' && pattern === path);
  if (exact) return exact;
  const prefixes = locations
    .filter(({ modifier, pattern }) => ['', '^~'].includes(modifier) && path.startsWith(pattern))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  const [longest] = prefixes;
  const nestedMatch = longest && matchLocation(path, longest.nested);
  if (longest?.modifier === '^~' || nestedMatch) return nestedMatch ?? longest;
  for (const location of locations) {
    if (!location.modifier.startsWith('~')) continue;
    const expression = compilePattern(location.pattern, location.modifier === '~*' ? 'i' : '');
    if (expression === null) return undefined;
    if (expression.test(path)) return matchLocation(path, location.nested) ?? location;
  }
  return longest;
}

/** Rostrum's routes, grouped by the location that serves them. */
export function groupRoutesByLocation({
  locations,
}: Server): ReadonlyMap<Location | undefined, readonly SampleRoute[]> {
  return Map.groupBy(sampleRoutes, ({ path }) => matchLocation(path, locations));
}
