import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { File } from '../../../../infra/lint/lint.ts';

/** A validator of others: what it says of some templates, each finding as one text. */
export type Validator = (files: readonly File[]) => ReadonlySet<string>;

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

/** It is a part of aws-cdk-lib, which runs it at every synth. */
const fromLibrary = createRequire(createRequire(import.meta.url).resolve('aws-cdk-lib'));

export function cloudFormationValidate(): { readonly version: string; readonly says: Validator } {
  const { CompositeEngine, TemplateContent, version }: Package = fromLibrary('@aws/cloudformation-validate');
  const engine = new CompositeEngine();
  return {
    version: version(),
    says: (files) =>
      new Set(
        files.flatMap(({ name, text }) =>
          engine
            .validateTemplate(new TemplateContent(text, name), { severityLevel: 'WARN' })
            .diagnostics.map(({ ruleId, message }) => `${ruleId} ${message}`),
        ),
      ),
  };
}

/** cdk-nag looks at constructs: the templates are taken in again as such. What cannot be taken in counts as caught. */
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
      ...{ appConstruct: app, templatePaths: [], stackTemplates: [] },
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
