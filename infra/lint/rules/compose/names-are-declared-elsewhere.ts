import { composeRule } from '../../rule.ts';
import { describeUndeclared } from './undeclared-names.ts';

/** With an override file that is not audited: the missing name may be declared there. */
export const namesDeclaredElsewhere = composeRule({
  id: 'names-are-declared-elsewhere',
  severity: 'note',
  summary: 'Everything that a service refers to is declared',
  rationale: 'a project that Compose rejects as invalid, unless another of its files declares the name',
  fix: 'Declare it, or audit this file together with the file that does.',
  source: 'https://docs.docker.com/reference/compose-file/services/',
  check(model, report) {
    if (model.project.isPartial)
      for (const { node, message } of describeUndeclared(model)) report(node, message);
  },
});
