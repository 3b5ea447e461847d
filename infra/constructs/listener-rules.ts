import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { type ListenerRule, listenerRules } from '../routing.ts';

export interface RuleTargets {
  readonly listener: elbv2.ApplicationListener;
  readonly web: elbv2.ListenerAction;
  /** Of the function, or null: the web service answers everything. */
  readonly function: elbv2.ListenerAction | null;
}

/** Makes the rules that infra/routing.ts computes of the route table. The result is the one of the web service. */
export function createListenerRules(scope: Construct, targets: RuleTargets): elbv2.ApplicationListenerRule {
  const made = new Map(
    listenerRules(targets.function !== null).map((rule) => [rule.name, createRule(scope, rule, targets)]),
  );
  const web = made.get('Web');
  if (!web) throw new Error('infra/routing.ts has no rule for the web service');
  return web;
}

function createRule(
  scope: Construct,
  { name, target, priority, methods, paths }: ListenerRule,
  { listener, web, function: fn }: RuleTargets,
): elbv2.ApplicationListenerRule {
  const action = target === 'function' && fn !== null ? fn : web;
  const conditions = methods.length === 0 ? [] : [elbv2.ListenerCondition.httpRequestMethods([...methods])];
  return new elbv2.ApplicationListenerRule(scope, `${name}Rule`, {
    ...{ listener, priority, action },
    conditions: [...conditions, new PathExpressions(paths)],
  });
}

/** A path that one of these regular expressions matches; the library knows patterns with `*` only. */
class PathExpressions extends elbv2.ListenerCondition {
  readonly #paths: readonly string[];

  constructor(paths: readonly string[]) {
    super();
    this.#paths = paths;
  }

  override renderRawCondition() {
    return { field: 'path-pattern', pathPatternConfig: { regexValues: [...this.#paths] } };
  }
}
