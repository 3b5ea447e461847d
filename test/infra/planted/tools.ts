import type { InputFile } from '../../../infra/lint/lint.ts';
import { cdkNag, cloudFormationValidate, type Validator } from '../lint/comparison/validators.ts';

/** What other tools of the synthesis say to a template. */
export interface ToolFindings {
  /** Rules of cdk-nag. */
  readonly nag: readonly string[];
  /** Rules of CloudFormation Validate that are errors. */
  readonly schema: readonly string[];
}

/** The rules of both tools with a finding that the unchanged template does not have. */
export function createToolChecks(): (before: InputFile, after: InputFile) => ToolFindings {
  const [nag, schema] = [remember(cdkNag), remember(cloudFormationValidate().findDiagnostics)];
  return (before, after) => ({ nag: newRules(nag, before, after), schema: newRules(schema, before, after) });
}

function newRules(findDiagnostics: Validator, before: InputFile, after: InputFile): readonly string[] {
  const known = findDiagnostics([before]);
  const found = [...findDiagnostics([after])].filter((finding) => !known.has(finding));
  return [
    ...new Set(found.flatMap((finding) => /^(?:AwsSolutions-\w+|[EF]\d+)/.exec(finding)?.[0] ?? [])),
  ].sort();
}

const remember = (findDiagnostics: Validator): Validator => {
  const known = new Map<string, ReadonlySet<string>>();
  return (files) => {
    const key = files.map(({ text }) => text).join();
    const found = known.get(key) ?? findDiagnostics(files);
    known.set(key, found);
    return found;
  };
};
