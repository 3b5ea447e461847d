import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import {
  canRunOnFunction,
  createCacheBehaviors,
  createRouteRules,
  isPublicRoute,
} from '../../../infra/routing/route-rules.ts';
import {
  type Json,
  listAt,
  resourcesOfType,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

/** Imitates a load balancer: rules by priority, the path without query, case-sensitive and not decoded. */
function balancerOf(rules: readonly Json[]) {
  const ordered = [...rules].sort((a, b) => Number(valueAt(a, 'Priority')) - Number(valueAt(b, 'Priority')));
  return (method: string, target: string): string => {
    const [path = ''] = target.split('?');
    const rule = ordered.find((one) =>
      listAt(one, 'Conditions').every((condition) => matches(condition, method, path)),
    );
    return rule === undefined ? '404' : targetOf(rule);
  };
}

function matches(condition: Json, method: string, path: string): boolean {
  const field = valueAt(condition, 'Field');
  if (field === 'http-request-method')
    return listAt(condition, 'HttpRequestMethodConfig.Values').includes(method);
  if (field !== 'path-pattern') throw new Error(`a condition that this balancer does not know: ${field}`);
  return listAt(condition, 'PathPatternConfig.RegexValues').some((text) =>
    new RegExp(String(text)).test(path),
  );
}

/** Maps the names of target groups to targets. */
function targetOf(rule: Json): string {
  const names = JSON.stringify(valueAt(rule, 'Actions'));
  return names.includes('FunctionTargets') ? 'function' : names.includes('Blue') ? 'web' : names;
}

const rulesOf = (name: 'production' | 'hybrid' | 'staging') =>
  resourcesOfType(synthesize(profile(name)).resources, 'ElasticLoadBalancingV2::ListenerRule').map(
    ({ properties }) => properties,
  );

const rules = { production: rulesOf('production'), hybrid: rulesOf('hybrid') };
const production = balancerOf(rules.production);
const hybrid = balancerOf(rules.hybrid);
const all = Object.entries<Route>(routes);
const word = fc.stringMatching(/^[\w~-][\w.~-]{0,19}$/);
const pathOf = (route: Route, filling: string): string => route.path.replace(/\{[^}]+\}/g, filling);

describe('every route goes to its target', () => {
  test.each(all)('%s', (_, route) => {
    const method = route.method.toUpperCase();
    const expected = isPublicRoute(route) ? 'web' : '404';
    fc.assert(
      fc.property(word, fc.constantFrom('', '?a=1', '?next=/metrics'), (filling, query) => {
        const target = pathOf(route, filling) + query;
        expect(production(method, target)).toBe(expected);
        expect(hybrid(method, target)).toBe(canRunOnFunction(route) ? 'function' : expected);
      }),
      { numRuns: 20 },
    );
  });
});

test.each([
  '/metrics',
  '/metrics/',
  '/metrics?x=/docs',
  '/METRICS',
  '/Docs',
  '/%6detrics',
  '//metrics',
  '/./metrics',
  '/api/../metrics',
  '/api/v1/../../metrics',
  '/api/v1/debates/../../../metrics',
  '/api/v1/debates/x/%2e%2e/%2e%2e/metrics',
  '/debates/x/../../metrics',
  '/assets/a/../../metrics',
  '/healthz',
  '/ready',
  '/health/',
  '/ws/metrics',
  '/api/v1/',
  '/api/v1/debates/',
  '/api/v1//metrics',
  '/api/v1/%2e%2e/%2e%2e/metrics',
  '/api/v2/debates',
  '/docsx',
  '/openapixjson',
  '',
])('the load balancer answers 404 to the unknown path %s', (path) => {
  for (const method of ['GET', 'POST', 'HEAD']) {
    expect(production(method, path)).toBe('404');
    expect(hybrid(method, path)).toBe('404');
  }
});

test('unknown paths under the API go to the web service, which returns a problem', () => {
  for (const path of ['/api/v1/debatesx', '/api/v1/debates/x/events/more', '/api/v1/metrics'])
    expect([production('GET', path), hybrid('GET', path)]).toEqual(['web', 'web']);
});

test('a new API route does not change the canary’s rule, whose weights CloudFormation would reset', () => {
  const more: Route = {
    method: 'post',
    path: '/api/v1/any/{thing}',
    class: 'api',
    auth: 'run',
    description: '',
  };
  const webRule = (table: readonly Route[]) =>
    createRouteRules(false, table).find(({ name }) => name === 'Web');
  const table = all.map(([, route]) => route).filter(isPublicRoute);
  expect(webRule([...table, more])).toEqual(webRule(table));
});

test('every forwarded path is in the API or in the route table, also after dot segments are resolved', () => {
  const named = all
    .filter(([, route]) => isPublicRoute(route) && !route.path.startsWith('/api/v1/'))
    .map(([, { path }]) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`));
  named.push(/^\/api\/v1(\/(v1|[a-z]+))+$/);
  const piece = fc.constantFrom(
    'metrics',
    'api',
    'v1',
    'debates',
    '..',
    '.',
    '%2e%2e',
    '%2f',
    'ws',
    'x',
    '',
    'ready',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = `/${pieces.join('/')}`;
      const forwarded = production('GET', path) !== '404';
      expect(forwarded).toBe(named.some((pattern) => pattern.test(path)));
      // The program resolves dot segments, including encoded ones.
      if (forwarded) expect(new URL(path, 'http://h').pathname).not.toMatch(/^\/(metrics|ready|healthz)/);
    }),
    { numRuns: 500 },
  );
});

test('other methods of a function’s path go to the web service, which returns a problem', () => {
  expect(hybrid('PUT', '/api/v1/debates')).toBe('web');
  expect(hybrid('POST', '/api/v1/debates')).toBe('web');
  expect(hybrid('GET', '/api/v1/debates')).toBe('function');
});

test('rules stay within the load balancer’s limits', () => {
  for (const rule of [...rules.production, ...rules.hybrid]) {
    const conditions = listAt(rule, 'Conditions');
    const values = conditions.map((condition) => [
      ...listAt(condition, 'PathPatternConfig.RegexValues'),
      ...listAt(condition, 'HttpRequestMethodConfig.Values'),
    ]);
    expect(values.flat().length).toBeLessThanOrEqual(5);
    for (const some of values) expect(some.length).toBeLessThanOrEqual(3);
    for (const text of values.flat()) expect(String(text).length).toBeLessThanOrEqual(128);
  }
  expect(new Set(rules.hybrid.map((rule) => valueAt(rule, 'Priority'))).size).toBe(rules.hybrid.length);
});

test('a route table that exceeds the limits of a rule is rejected with a fix', () => {
  const long = Array.from({ length: 30 }, (_, index): Route => {
    const path = `/another-long-word-${index}/{a}/of-${index}/{b}`;
    return { method: 'get', path, class: 'page', auth: 'read', description: '' };
  });
  expect(() => createRouteRules(false, [routes.getDebate, ...long])).toThrow(
    /the limit is 3\. Give new routes/,
  );
  const elsewhere = { ...routes.getDebate, path: '/other/{id}' };
  expect(() => createRouteRules(false, [routes.getDebate, elsewhere])).toThrow(
    /must share a prefix, such as \/api\/v1/,
  );
});

describe('the CDN', () => {
  const [distribution] = resourcesOfType(
    synthesize(profile('production')).resources,
    'CloudFront::Distribution',
  );
  const config = valueAt(distribution?.properties, 'DistributionConfig');
  const patterns = listAt(config, 'CacheBehaviors');
  /** The first pattern that matches applies; `*` matches anything, case-sensitively. */
  const behaviourOf = (path: string): Json =>
    patterns.find((one) => fits(textAt(one, 'PathPattern'), path)) ??
    valueAt(config, 'DefaultCacheBehavior') ??
    null;

  test.each(all.filter(([, route]) => isPublicRoute(route)))(
    '%s has the cache behavior of its class',
    (_, route) => {
      const found = behaviourOf(pathOf(route, 'abc'));
      const cached = route.class === 'page';
      expect(valueAt(found, 'Compress')).toBe(cached);
      // The policies CachingDisabled and AllViewer. Sockets need the latter to open.
      if (!cached) expect(valueAt(found, 'CachePolicyId')).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
      expect(valueAt(found, 'OriginRequestPolicyId')).toBe('216adef6-5c7f-47e4-b989-5492eafa07d3');
      expect(valueAt(found, 'ViewerProtocolPolicy')).toBe('redirect-to-https');
      expect(listAt(found, 'AllowedMethods')).toContain(route.method.toUpperCase());
    },
  );

  test('caches only paths of the route table', () => {
    expect(valueAt(behaviourOf('/metrics'), 'Compress')).toBe(false);
    expect(createCacheBehaviors().map(({ pattern }) => pattern)).not.toContain('*');
  });

  test('has an origin timeout longer than the program’s deadline and within the AWS limit', () => {
    const origin = valueAt(config, 'Origins.0.VpcOriginConfig');
    const { edge, classes, deployment } = profile('production');
    expect(valueAt(origin, 'OriginReadTimeout')).toBe((edge.gatewayReadMs ?? 0) / 1000);
    expect(Number(valueAt(origin, 'OriginReadTimeout')) * 1000).toBeGreaterThan(classes.api.deadlineMs ?? 0);
    expect(valueAt(origin, 'OriginKeepaliveTimeout')).toBe((deployment.cdn.keepAliveMs ?? 0) / 1000);
    expect(valueAt(config, 'HttpVersion')).toBe('http2and3');
  });
});

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(path);
