import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { Finding } from './finding.ts';
import { audit, failuresOf } from './lint.ts';
import type { Severity } from './source.ts';

/**
 * Judges the templates that CDK has written, when everything is decided: what an escape hatch, an override or an aspect
 * has changed is seen, too. A finding fails the synthesis, and names the construct and both numbers.
 */
export class OperationalRules implements IPolicyValidationPlugin {
  readonly name = 'OperationalRules';
  readonly #least: Severity;

  /** From which severity on a finding fails the synthesis. */
  constructor(least: Severity) {
    this.#least = least;
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    // All stacks together, for one imports what another exports.
    const result = audit({
      files: templatePaths.map((name) => ({ name, text: readFileSync(name, 'utf8') })),
    });
    const violations = failuresOf(result, this.#least).map(violation);
    const unreadable = result.gaps.map(
      ({ file, why, cure }): PolicyViolation => ({
        ...{ ruleName: 'template-is-readable', description: `${file}: ${why}`, severity: 'error' },
        ...{ fix: cure, violatingResources: [] },
      }),
    );
    const all = [...violations, ...unreadable];
    return { success: all.length === 0, violations: all };
  }
}

function violation(finding: Finding): PolicyViolation {
  const { id, severity, summary, message, prevents, fix } = finding;
  return {
    ruleName: id,
    severity,
    description: `${summary}. Found: ${message}. It causes ${prevents}.`,
    ...(fix === null ? {} : { fix }),
    violatingResources: resourcesOf(finding),
  };
}

/** Every place that a finding speaks of, by resource. */
function resourcesOf({ place, numbers }: Finding): PolicyViolatingResource[] {
  const places = [place, ...numbers.map((number) => number.place)].filter((one) => one !== null);
  const byResource = Map.groupBy(places, ({ file, resource }) => `${file} ${resource}`);
  return [...byResource.values()].flatMap((some) =>
    some.slice(0, 1).map(({ file, resource }) => ({
      resourceLogicalId: resource,
      templatePath: file,
      locations: [...new Set(some.map(({ path }) => path))],
    })),
  );
}
