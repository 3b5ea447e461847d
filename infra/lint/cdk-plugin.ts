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
import type { Severity, SourceLocation } from './types.ts';

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

/** One violation for a rule and the resources to change: CDK prints each of these once. */
function toPolicyViolation(findings: readonly Finding[]): PolicyViolation[] {
  const [first] = findings;
  if (first === undefined) return [];
  const { id, severity, summary, rationale } = first;
  const resources = groupByResource(findings.flatMap(({ place }) => (place === null ? [] : [place])));
  const others = groupByResource(
    findings.flatMap(({ numbers }) => numbers.flatMap(({ place }) => (place === null ? [] : [place]))),
  ).filter(({ resourceLogicalId }) => !resources.some((one) => one.resourceLogicalId === resourceLogicalId));
  const compared = others.map((one) => `${one.resourceLogicalId} ${one.locations.join(', ')}`);
  const messages = distinct(findings.map(({ message }) => message));
  const fixes = distinct(findings.flatMap(({ fix }) => (fix === null ? [] : [fix])));
  return [
    {
      ruleName: id,
      severity,
      description:
        `${summary}. Found: ${messages.join('; ')}${compared.length === 0 ? '' : `, with ${compared.join('; ')}`}. ` +
        `Causes ${rationale}.`,
      ...(fixes.length === 0 ? {} : { fix: fixes.join(' ') }),
      violatingResources: resources.length > 0 ? resources : others,
    },
  ];
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

function groupByResource(places: readonly SourceLocation[]): PolicyViolatingResource[] {
  const byResource = Map.groupBy(places, ({ file, resource }) => `${file} ${resource}`);
  return [...byResource.values()].flatMap((sameResource) =>
    sameResource.slice(0, 1).map(({ file, resource }) => ({
      resourceLogicalId: resource,
      templatePath: file,
      locations: distinct(sameResource.map(({ path }) => path)),
    })),
  );
}
