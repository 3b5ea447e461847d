import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { RouteClass } from '../../app/contract/types/http.ts';

/** Where requests go: load balancer rules and CDN cache behaviors, computed from the route table. */

/** Probes are for the platform and /metrics is for the internal network; /health is public. */
export const isPublicRoute = ({ class: routeClass, path }: Route): boolean =>
  routeClass !== 'internal' && (routeClass !== 'probe' || path === routes.health.path);

/** The routes that are reachable from the internet. */
export const publicRoutes = (table: readonly Route[] = Object.values<Route>(routes)): readonly Route[] =>
  table.filter(isPublicRoute);

/** Whether the function may handle a route: bodies are buffered and limited to 1 MB, and waiting time is billed. */
export const canRunOnFunction = ({ class: routeClass, webOnly }: Route): boolean =>
  routeClass === 'api' && webOnly === undefined;

/** A load balancer rule. The first rule that matches applies; requests that no rule matches get 404. */
export interface RouteRule {
  readonly name: string;
  readonly target: 'web' | 'function';
  readonly priority: number;
  /** The methods that it applies to; empty means all. */
  readonly methods: readonly string[];
  /** Regular expressions, one of which must match the whole path as sent, without the query. */
  readonly paths: readonly string[];
}

/** Load balancer limits: values per condition, values per rule, and characters per regular expression. */
export const conditionValuesMax = 3;
export const ruleValuesMax = 5;
export const regexCharsMax = 128;
/** The host, which a rule names on a listener that others use, too. */
const hostValues = 1;

/**
 * The rules. The web service has a single rule, because a canary shifts the traffic of one rule. Adding a route to the
 * API must not change it: CloudFormation would reset the weights that a canary has set (aws-cdk#36649). The function's
 * rules precede it, one per method, and list every route.
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
  const values = hostValues + rule.methods.length + rule.paths.length;
  if (values <= ruleValuesMax && rule.paths.length <= conditionValuesMax) return rule;
  throw new Error(
    `The load balancer rule ${rule.name} needs ${rule.paths.length} expressions; the limit is ` +
      `${conditionValuesMax}. Give new routes the paths of existing routes, with a different last segment.`,
  );
}

/**
 * The whole API, for whose unknown paths the program responds, and each other route. Segments that begin with a dot or
 * contain encoded characters do not match, because they could lead out of the API.
 */
function webPathExpressions(table: readonly Route[]): string[] {
  const prefix = apiPrefix(table);
  if (prefix === '/')
    throw new Error(
      'Routes of class api must share a prefix, such as /api/v1/. Change the path of the route that does not.',
    );
  const others = table.filter(({ path }) => !path.startsWith(prefix));
  return [`^${prefix.slice(0, -1)}(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$`, ...pathExpressions(others)];
}

/** As few expressions as possible that match exactly these routes. Paths that differ in one segment share a group. */
export function pathExpressions(table: readonly Route[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { path } of table) {
    const parts = path.slice(1).split('/').map(segmentPattern);
    // The segment that varies within a group: the last one that is not a parameter.
    const at = parts.findLastIndex((text) => text !== anySegment);
    const template = parts.map((text, index) => (index === at ? placeholder : text)).join('/');
    groups.set(template, (groups.get(template) ?? new Set()).add(parts[at] ?? ''));
  }
  return packAlternatives(
    [...groups].map(([template, words]) => template.replace(placeholder, () => alternation([...words]))),
  );
}

/** Stands for the segment that varies; no path contains it. */
const placeholder = '<>';
const anySegment = '[^/]+';
const segmentPattern = (text: string): string =>
  text.startsWith('{') ? anySegment : text.replaceAll('.', '\\.');
const alternation = (words: readonly string[]): string => {
  const some = words.filter((word) => word !== '').join('|');
  if (words.includes('')) return `(${some})?`;
  return words.length === 1 ? some : `(${some})`;
};

/** Combines alternatives into expressions, each within the load balancer's length limit. */
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
      `A load balancer allows ${regexCharsMax} characters per regular expression; this is longer: ${tooLong}`,
    );
  return expressions;
}

const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** How the CDN handles the paths that match a pattern; `*` matches anything. */
export interface CacheBehavior {
  readonly pattern: string;
  readonly class: RouteClass;
  /** Whether all methods are allowed, or only reads. */
  readonly allowsWrites: boolean;
}

/** In order of precedence: longer patterns come before shorter ones that also match their paths. */
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

/** The path prefix of all API routes: `/api/v1/`. */
const apiPrefix = (table: readonly Route[]): string =>
  sharedPrefix(table.filter((route) => route.class === 'api').map(({ path }) => path));

/** The leading path segments that all paths share. */
function sharedPrefix(paths: readonly string[]): string {
  const [first = '/', ...others] = paths;
  const words = first.split('/');
  const shared = words.findIndex((word, index) => others.some((path) => path.split('/')[index] !== word));
  return `${words.slice(0, shared < 0 ? -1 : shared).join('/')}/`;
}
