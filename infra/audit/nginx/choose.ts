import type { RouteClass } from '../../../app/contract/contract.ts';
import { expressionOf, samples } from '../our-routes.ts';
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

/** Of our own routes, the classes of those that a server sends through each of its locations. */
export function classesOf({ locations }: Server): ReadonlyMap<Location, ReadonlySet<RouteClass>> {
  const classes = new Map<Location, Set<RouteClass>>();
  for (const { path, class: of } of samples) {
    const location = chosenFor(path, locations);
    if (location) classes.set(location, (classes.get(location) ?? new Set()).add(of));
  }
  return classes;
}
