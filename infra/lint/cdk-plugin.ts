import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import type { Finding } from './finding.ts';
import { findFailures, lint } from './lint.ts';
import type { Severity } from './types.ts';

/**
 * Audits the synthesized templates, so that escape hatches, overrides and aspects are covered. A finding fails the
 * synthesis and names the construct and both numbers.
 */
export class OperationalRules implements IPolicyValidationPlugin {
  readonly name = 'OperationalRules';
  readonly #minSeverity: Severity;

  /** Findings of this severity or a higher one fail the synthesis. */
  constructor(minSeverity: Severity) {
    this.#minSeverity = minSeverity;
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    // All templates together, because one may import what another exports.
    const result = lint({
      files: templatePaths.map((name) => ({ name, text: readFileSync(name, 'utf8') })),
    });
    const byRule = Map.groupBy(findFailures(result, this.#minSeverity), ({ id }) => id);
    const violations = [...byRule.values()].flatMap(toPolicyViolation);
    const unreadable = result.gaps.map(
      ({ file, reason, fix }): PolicyViolation => ({
        ruleName: 'template-is-readable',
        description: `${file}: ${reason}`,
        severity: 'error',
        fix,
        violatingResources: [],
      }),
    );
    const all = [...violations, ...unreadable];
    return { success: all.length === 0, violations: all };
  }
}

/** One violation for all resources that break a rule: most often they have one cause. */
function toPolicyViolation(findings: readonly Finding[]): PolicyViolation[] {
  const [first] = findings;
  if (first === undefined) return [];
  const { id, severity, summary, rationale } = first;
  const messages = [...new Set(findings.map(({ message }) => message))];
  const fixes = [...new Set(findings.flatMap(({ fix }) => (fix === null ? [] : [fix])))];
  return [
    {
      ruleName: id,
      severity,
      description: `${summary}. Found: ${messages.join('; ')}. Causes ${rationale}.`,
      ...(fixes.length === 0 ? {} : { fix: fixes.join('; ') }),
      violatingResources: groupByResource(findings),
    },
  ];
}

/** Every location of the findings, grouped by resource. */
function groupByResource(findings: readonly Finding[]): PolicyViolatingResource[] {
  const places = findings.flatMap(({ place, numbers }) =>
    [place, ...numbers.map((number) => number.place)].filter((one) => one !== null),
  );
  const byResource = Map.groupBy(places, ({ file, resource }) => `${file} ${resource}`);
  return [...byResource.values()].flatMap((sameResource) =>
    sameResource.slice(0, 1).map(({ file, resource }) => ({
      resourceLogicalId: resource,
      templatePath: file,
      locations: [...new Set(sameResource.map(({ path }) => path))],
    })),
  );
}
