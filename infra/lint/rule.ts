import type { Program } from './container/program.ts';
import type { CloudFormationModel } from './models/cloudformation/deployment.ts';
import type { ComposeModel } from './models/compose/services.ts';
import type { KubernetesModel } from './models/kubernetes/workloads.ts';
import type { NginxModel } from './models/nginx/proxy-locations.ts';
import {
  type FormatName,
  locationKey,
  type RostrumGateway,
  type Rule,
  type SourceLocation,
  type Violation,
} from './types.ts';

/** A rule with the function that finds where it is broken. */
export interface CheckedRule<Subject, Id extends string = string> extends Rule<Id> {
  readonly check: (subject: Subject, report: ReportViolation) => void;
}

/** Reports a location; `message` describes the offending value, `fix` is given when it is more specific. */
export type ReportViolation = (
  at: SourceLocation | { readonly place: SourceLocation },
  message: string,
  fix?: string,
) => void;

export const ruleFor =
  <Subject>(...formats: readonly FormatName[]) =>
  <const Id extends string>(rule: Omit<CheckedRule<Subject, Id>, 'formats'>): CheckedRule<Subject, Id> => ({
    ...rule,
    formats,
  });

export const cloudFormationRule = ruleFor<CloudFormationModel>('CloudFormation');
export const kubernetesRule = ruleFor<KubernetesModel>('Kubernetes');
export const composeRule = ruleFor<ComposeModel>('Compose');
export const nginxRule = ruleFor<NginxModel>('nginx');
export const programRule = ruleFor<Program>('Compose', 'Kubernetes', 'CloudFormation');
export const rostrumRule = ruleFor<RostrumGateway>('nginx', 'Kubernetes');

/** Reports a message at a location once, however many subjects have it. */
export const distinctViolations = (violations: readonly Violation[]): Violation[] => [
  ...new Map(
    violations.map((one) => [`${one.rule.id} ${locationKey(one.place)} ${one.message}`, one]),
  ).values(),
];

/** Checks rules; the same message at the same location is reported once. */
export function runRules<Subject>(rules: readonly CheckedRule<Subject>[], subject: Subject): Violation[] {
  const violations: Violation[] = [];
  for (const rule of rules)
    rule.check(subject, (at, message, fix = rule.fix) => {
      violations.push({ rule, place: 'place' in at ? at.place : at, message, fix });
    });
  return distinctViolations(violations);
}
