import { isMap } from '../read/document.ts';
import type { Source } from '../source.ts';
import { createDeployment } from './deployment.ts';
import { mapAt } from './resolve.ts';
import { flawsOf } from './rules/all.ts';
import { createTemplate } from './template.ts';
import { waysOf } from './ways.ts';

/** A template of CloudFormation: it has resources, and one of them at least has a type as AWS names them. */
export const cloudFormation: Source = {
  kind: 'CloudFormation',
  recognizes({ documents: [first] }) {
    if (first === undefined || !isMap(first.value)) return false;
    const resources = [...mapAt(first.value, 'Resources').values()];
    const types = resources.map((resource) => (isMap(resource) ? resource.get('Type') : undefined));
    return (
      types.some((type) => typeof type === 'string' && type.includes('::')) ||
      first.value.has('AWSTemplateFormatVersion')
    );
  },
  read(inputs, asked) {
    const parts = inputs.flatMap(({ name, documents: [document] }) =>
      document === undefined ? [] : [{ file: name, document }],
    );
    const deployment = createDeployment(createTemplate(parts, asked));
    const ways = waysOf(deployment);
    return { ways, flaws: flawsOf(deployment, ways), unread: deployment.template.unread() };
  },
};
