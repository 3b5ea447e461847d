import type { Contract } from '../../app/contract/types/contract.ts';
import type { RouteClass } from '../../app/contract/types/http.ts';
import type { Program } from './container/program.ts';
import type { CloudFormationModel } from './models/cloudformation/deployment.ts';
import type { ComposeModel } from './models/compose/services.ts';
import type { KubernetesModel } from './models/kubernetes/workloads.ts';
import type { NginxModel, ProxyLocation } from './models/nginx/proxy-locations.ts';
import type { Scope } from './models/nginx/scope.ts';
import { locationKey, type Severity, type SourceLocation, type Violation } from './types.ts';

export type FormatName = 'CloudFormation' | 'Kubernetes' | 'Compose' | 'nginx';

/** What a rule asks for, and why: its page, `explain` and every report are made from this. */
export interface Rule<Id extends string = string> {
  readonly id: Id;
  readonly severity: Severity;
  readonly formats: readonly FormatName[];
  readonly summary: string;
  /** The failure that the rule prevents, as a noun phrase. */
  readonly rationale: string;
  readonly fix: string;
  readonly source: string;
}

/** A rule with the function that finds where it is broken. */
export interface CheckedRule<Subject, Id extends string = string> extends Rule<Id> {
  readonly check: (subject: Subject, report: Report) => void;
}

/** Reports a location; `message` describes the offending value, `fix` is given when it is more specific. */
export type Report = (
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

/** A gateway in front of Rostrum. */
export interface RostrumGateway {
  readonly contract: Contract;
  /** The classes of Rostrum's routes that it serves. */
  readonly classes: ReadonlySet<RouteClass>;
  /** Its limit for uploads; null when it has none of their routes, or when the limit is unknown. */
  readonly bodyLimit: BodyLimit | null;
  /** For nginx. */
  readonly location: ProxyLocation | null;
  readonly mains: readonly Scope[];
}

export interface BodyLimit {
  readonly bytes: number;
  readonly isDefault: boolean;
  readonly place: SourceLocation;
  readonly fix?: string;
}

/** Checks rules; the same message at the same location is reported once. */
export function runRules<Subject>(rules: readonly CheckedRule<Subject>[], subject: Subject): Violation[] {
  const violations = new Map<string, Violation>();
  for (const rule of rules)
    rule.check(subject, (at, message, fix = rule.fix) => {
      const place = 'place' in at ? at.place : at;
      violations.set(`${rule.id} ${locationKey(place)} ${message}`, { rule, place, message, fix });
    });
  return [...violations.values()];
}
