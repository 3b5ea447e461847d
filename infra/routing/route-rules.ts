import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { RouteClass } from '../../app/contract/types/contract.ts';

/** Where requests go: rules of the balancer and behaviours of the content network, computed from the route table. */

/** Probes are for the platform, and /metrics for the network inside; /health tells the public how we are. */
export const isPublicRoute = ({ class: routeClass, path }: Route): boolean =>
  routeClass !== 'internal' && (routeClass !== 'probe' || path === routes.health.path);

/** What the outside may reach. */
export const publicRoutes = (table: readonly Route[] = Object.values<Route>(routes)): readonly Route[] =>
  table.filter(isPublicRoute);

/** Whether a function may answer it: a function takes whole bodies of 1 MB at most, and is paid while it waits. */
export const canRunOnFunction = ({ class: routeClass, webOnly }: Route): boolean =>
  routeClass === 'api' && webOnly === undefined;

/** A rule of the balancer: first that matches counts; what none matches is answered 404. */
export interface RouteRule {
  readonly name: string;
  readonly target: 'web' | 'function';
  readonly priority: number;
  /** The methods that it is for; none: all. */
  readonly methods: readonly string[];
  /** Regular expressions of which one must match the whole path, as it was sent, without the query. */
  readonly paths: readonly string[];
}

/** What a balancer takes: values of one condition, of all of a rule, and characters of a regular expression. */
export const conditionValuesMax = 3;
export const ruleValuesMax = 5;
export const regexCharsMax = 128;

/**
 * The rules. All that the web service answers is one rule, because a canary moves the traffic of one rule. It stays as
 * it is when the API gains a route: CloudFormation writes a rule that changes over the one that a canary has left
 * (aws-cdk#36649). A function's come before it, one a method, and name every route.
 */
export function createRouteRules(
  hasFunction: boolean,
  table: readonly Route[] = publicRoutes(),
): RouteRule[] {
  const onFunction = hasFunction ? table.filter(canRunOnFunction) : [];
  const methods = [...new Set(onFunction.map(({ method }) => method))];
  const functionRules = methods.map((method) => ({
    name: `Function${capitalize(method)}`,
    target: 'function' as const,
    methods: [method.toUpperCase()],
    paths: pathExpressions(onFunction.filter((route) => route.method === method)),
  }));
  const web = { name: 'Web', target: 'web' as const, methods: [], paths: webPathExpressions(table) };
  return [...functionRules, web].map((rule, index) =>
    checkRuleLimits({ ...rule, priority: (index + 1) * 10 }),
  );
}

function checkRuleLimits(rule: RouteRule): RouteRule {
  const values = rule.methods.length + rule.paths.length;
  if (values <= ruleValuesMax && rule.paths.length <= conditionValuesMax) return rule;
  throw new Error(
    `The balancer's rule ${rule.name} needs ${rule.paths.length} expressions, and a balancer takes ` +
      `${conditionValuesMax}. Give new routes the paths of routes that there are, with another word at the end.`,
  );
}

/**
 * The whole API, whose unknown paths the program answers, and the other routes one by one. A word that begins with a
 * dot, or is encoded, is in no path of the API; with them one could climb out of it.
 */
function webPathExpressions(table: readonly Route[]): string[] {
  const prefix = apiPrefix(table);
  if (prefix === '/')
    throw new Error(
      'Routes of class api have one beginning, as /api/v1/. Give the one that differs such a path.',
    );
  const others = table.filter(({ path }) => !path.startsWith(prefix));
  return [`^${prefix.slice(0, -1)}(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$`, ...pathExpressions(others)];
}

/** As few expressions as hold these routes, and no other path. Paths that differ in one word only share a group. */
export function pathExpressions(table: readonly Route[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { path } of table) {
    const parts = path.slice(1).split('/').map(segmentPattern);
    // The word that varies in a group: the last one that is no parameter.
    const at = parts.findLastIndex((text) => text !== anySegment);
    const template = parts.map((text, index) => (index === at ? placeholder : text)).join('/');
    groups.set(template, (groups.get(template) ?? new Set()).add(parts[at] ?? ''));
  }
  return packAlternatives(
    [...groups].map(([template, words]) => template.replace(placeholder, () => alternation([...words]))),
  );
}

/** Stands for the word that differs; no path has it. */
const placeholder = '<>';
const anySegment = '[^/]+';
const segmentPattern = (text: string): string =>
  text.startsWith('{') ? anySegment : text.replaceAll('.', '\\.');
const alternation = (words: readonly string[]): string => {
  const some = words.filter((word) => word !== '').join('|');
  if (words.includes('')) return `(${some})?`;
  return words.length === 1 ? some : `(${some})`;
};

/** Alternatives put together into expressions, each as long as a balancer allows. */
function packAlternatives(alternatives: readonly string[]): string[] {
  const toExpression = (parts: readonly string[]) => `^/(${parts.join('|')})$`;
  const bins: string[][] = [];
  for (const alternative of [...alternatives].sort((a, b) => b.length - a.length)) {
    const bin = bins.find((parts) => toExpression([...parts, alternative]).length <= regexCharsMax);
    if (bin) bin.push(alternative);
    else bins.push([alternative]);
  }
  const expressions = bins.map(toExpression);
  const tooLong = expressions.find((expression) => expression.length > regexCharsMax);
  if (tooLong)
    throw new Error(
      `A balancer takes expressions of ${regexCharsMax} characters, and this is longer: ${tooLong}`,
    );
  return expressions;
}

const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What the content network does with the paths of a pattern, in which `*` stands for anything. */
export interface CacheBehavior {
  readonly pattern: string;
  readonly class: RouteClass;
  /** Whether every method passes, or only those that read. */
  readonly allowsWrites: boolean;
}

/** In the order in which they count. Classes whose paths hold others in the middle come after these. */
export function createCacheBehaviors(table: readonly Route[] = publicRoutes()): CacheBehavior[] {
  const prefix = apiPrefix(table);
  const others = table
    .filter((route) => route.class !== 'api')
    .map((route) => ({
      pattern: wildcardPattern(route.path),
      class: route.class,
      allowsWrites: route.method !== 'get',
    }));
  const all = [...others, { pattern: `${prefix}*`, class: 'api' as const, allowsWrites: true }];
  return all.sort((a, b) => b.pattern.length - a.pattern.length || (a.pattern < b.pattern ? -1 : 1));
}

const wildcardPattern = (path: string): string => path.replace(/\{[^}]+\}/g, '*');

/** Under which all routes of the API are: `/api/v1/`. */
const apiPrefix = (table: readonly Route[]): string =>
  sharedPrefix(table.filter((route) => route.class === 'api').map(({ path }) => path));

/** Whole words that all paths begin with. */
function sharedPrefix(paths: readonly string[]): string {
  const [first = '/', ...others] = paths;
  const words = first.split('/');
  const shared = words.findIndex((word, index) => others.some((path) => path.split('/')[index] !== word));
  return `${words.slice(0, shared < 0 ? -1 : shared).join('/')}/`;
}
