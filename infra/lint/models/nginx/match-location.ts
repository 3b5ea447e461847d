import { expressionOf, type Sample, samples } from '../../sample-routes.ts';
import type { Location, Server } from './configuration.ts';

/** Which location nginx takes for a path; undefined where none fits, or where its expressions cannot be followed. */
export function chosenFor(path: string, locations: readonly Location[]): Location | undefined {
  const exact = locations.find(({ modifier, pattern }) => modifier === '=' && pattern === path);
  if (exact) return exact;
  const prefixes = locations
    .filter(({ modifier, pattern }) => ['', '^~'].includes(modifier) && path.startsWith(pattern))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  const [longest] = prefixes;
  const inside = longest && chosenFor(path, longest.nested);
  if (longest?.modifier === '^~' || inside) return inside ?? longest;
  for (const location of locations) {
    if (!location.modifier.startsWith('~')) continue;
    const expression = expressionOf(location.pattern, location.modifier === '~*' ? 'i' : '');
    if (expression === null) return undefined;
    if (expression.test(path)) return chosenFor(path, location.nested) ?? location;
  }
  return longest;
}

/** Our own routes, by the location of a server that each would go by. */
export function routesBy({ locations }: Server): ReadonlyMap<Location | undefined, readonly Sample[]> {
  return Map.groupBy(samples, ({ path }) => chosenFor(path, locations));
}
