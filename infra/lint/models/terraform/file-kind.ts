import type { FileKind } from '../../file-kind.ts';
import { isMap } from '../../parse/document.ts';
import { cloudFormation } from '../cloudformation/file-kind.ts';
import { toTemplate } from './to-cloudformation.ts';

/** The output of `terraform show -json` for a plan or a state; its AWS resources are read as CloudFormation's. */
export const terraform: FileKind = {
  name: 'Terraform',
  recognizes({ documents: [first] }) {
    if (first === undefined || !isMap(first.value)) return false;
    return (
      first.value.has('format_version') &&
      ['planned_values', 'values'].some((key) => isMap(first.value) && first.value.has(key))
    );
  },
  extract(inputs, options) {
    const converted = inputs.map((input) => ({
      ...input,
      documents: input.documents.slice(0, 1).map(({ value, problems }) => ({
        value: isMap(value) ? toTemplate(value) : null,
        problems,
        // The output is one line.
        lineOf: () => null,
      })),
    }));
    return cloudFormation.extract(converted, options);
  },
};
