import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { App, Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { InputFile } from '../../../../infra/lint/lint.ts';

/** Another validator: its diagnostics for some templates, each as one string. */
export type Validator = (files: readonly InputFile[]) => ReadonlySet<string>;

interface Diagnostic {
  readonly ruleId: string;
  readonly message: string;
}

interface Engine {
  readonly validateTemplate: (
    template: unknown,
    config: { readonly severityLevel: 'WARN' },
  ) => { readonly diagnostics: readonly Diagnostic[] };
}

interface Package {
  readonly CompositeEngine: new () => Engine;
  readonly TemplateContent: new (content: string, name: string) => unknown;
  readonly version: () => string;
}

/** A dependency of aws-cdk-lib, which runs it at every synth. */
const fromLibrary = createRequire(createRequire(import.meta.url).resolve('aws-cdk-lib'));

export function cloudFormationValidate(): { readonly version: string; readonly findDiagnostics: Validator } {
  const { CompositeEngine, TemplateContent, version }: Package = fromLibrary('@aws/cloudformation-validate');
  const engine = new CompositeEngine();
  return {
    version: version(),
    findDiagnostics: (files) =>
      new Set(
        files.flatMap(({ name, text }) =>
          engine
            .validateTemplate(new TemplateContent(text, name), { severityLevel: 'WARN' })
            .diagnostics.map(({ ruleId, message }) => `${ruleId} ${message}`),
        ),
      ),
  };
}

/** cdk-nag checks constructs, so the templates are imported as constructs. A failed import counts as found. */
export const cdkNag: Validator = (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-nag-'));
  try {
    const app = new App({ outdir: join(folder, 'cdk.out'), builtinCloudFormationValidation: false });
    for (const [index, { text }] of files.entries()) {
      const templateFile = join(folder, `${index}.json`);
      writeFileSync(templateFile, text);
      new CfnInclude(new Stack(app, `Stack${index}`), 'Template', { templateFile });
    }
    const { violations } = new AwsSolutionsChecks(app).validate({
      appConstruct: app,
      templatePaths: [],
      stackTemplates: [],
    });
    return new Set(
      violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(
          (resource) => `${ruleName} ${resource.constructPath ?? resource.resourceLogicalId}`,
        ),
      ),
    );
  } catch (error) {
    return new Set([String(error)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
