import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { createRouteRules, type RouteRule } from '../../routing/route-rules.ts';

export interface ListenerRuleTargets {
  readonly listener: elbv2.IApplicationListener;
  /** The only host that the rules apply to; null: all hosts. */
  readonly host: string | null;
  readonly web: elbv2.ListenerAction;
  /** Target group of the function; null: all routes are on the web service. */
  readonly function: elbv2.ListenerAction | null;
}

/** Creates the rules that infra/routing/route-rules.ts computes. Returns the one of the web service. */
export function createListenerRules(
  scope: Construct,
  targets: ListenerRuleTargets,
): elbv2.ApplicationListenerRule {
  const rules = new Map(
    createRouteRules(targets.function !== null).map((rule) => [
      rule.name,
      createListenerRule(scope, rule, targets),
    ]),
  );
  const web = rules.get('Web');
  if (!web) throw new Error('infra/routing/route-rules.ts has no rule for the web service');
  return web;
}

function createListenerRule(
  scope: Construct,
  { name, target, priority, methods, paths }: RouteRule,
  { listener, host, web, function: fn }: ListenerRuleTargets,
): elbv2.ApplicationListenerRule {
  const action = target === 'function' && fn !== null ? fn : web;
  const conditions = [
    ...(host === null ? [] : [elbv2.ListenerCondition.hostHeaders([host])]),
    ...(methods.length === 0 ? [] : [elbv2.ListenerCondition.httpRequestMethods([...methods])]),
    new PathRegexCondition(paths),
  ];
  return new elbv2.ApplicationListenerRule(scope, `${name}Rule`, {
    listener,
    priority,
    action,
    conditions,
  });
}

/** A condition on regular expressions; the CDK's own path condition supports only `*` patterns. */
class PathRegexCondition extends elbv2.ListenerCondition {
  readonly #paths: readonly string[];

  constructor(paths: readonly string[]) {
    super();
    this.#paths = paths;
  }

  override renderRawCondition() {
    return { field: 'path-pattern', pathPatternConfig: { regexValues: [...this.#paths] } };
  }
}
