import { composeRule } from '../../rule.ts';
import { describeUndeclared } from './undeclared-names.ts';

export const namesDeclared = composeRule({
  id: 'names-are-declared',
  severity: 'warning',
  summary: 'Everything that a service refers to is declared',
  rationale: 'a project that Compose rejects as invalid, so that nothing starts',
  fix: 'Declare it at the top level of the file, or in compose.override.yaml.',
  source: 'https://docs.docker.com/reference/compose-file/services/',
  check(model, report) {
    if (!model.project.isPartial)
      for (const { node, message } of describeUndeclared(model)) report(node, message);
  },
});
