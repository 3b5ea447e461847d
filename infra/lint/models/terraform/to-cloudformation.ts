import type { Value, ValueMap } from '../../parse/document.ts';
import { collectTerraformResources, withoutIndexes } from './attributes.ts';
import { conversions, type Read } from './conversions.ts';
import { toMap } from './properties.ts';

/** The resources of a plan or a state as a CloudFormation template. */
export function toTemplate(root: ValueMap): ValueMap {
  const all = collectTerraformResources(root);
  const byName = new Map(all.map(({ address }) => [withoutIndexes(address), address]));
  const byIdentity = new Map(
    all.flatMap(({ address, attributes }) =>
      ['arn', 'dns_name', 'endpoint', 'address'].flatMap((key) => {
        const identity = attributes.get(key);
        return typeof identity === 'string' && identity !== '' ? [[identity, address] as const] : [];
      }),
    ),
  );
  const resources = all.flatMap((resource): [string, Value][] => {
    const name = resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb');
    const [type, convert] = Object.hasOwn(conversions, name) ? (conversions[name] ?? []) : [];
    if (type === undefined || convert === undefined) return [];
    const read: Read = (path) => {
      const value = valueAt(resource.attributes, path);
      const isUnknown = value === null || value === undefined;
      const target = isUnknown
        ? byName.get(resource.references.get(path) ?? '')
        : byIdentity.get(typeof value === 'string' ? value : '');
      return target === undefined || target === resource.address
        ? (value ?? undefined)
        : toMap({ Ref: target });
    };
    return [[resource.address, toMap({ Type: type, Properties: toMap(convert(resource, read)) })]];
  });
  return new Map<string, Value>([
    ['Resources', new Map(resources)],
    // Only some resources are converted, so a missing one may exist.
    ['Terraform', true],
  ]);
}

function valueAt(attributes: ValueMap, path: string): Value | undefined {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  return keys.reduce<Value | undefined>(
    (at, key) => (at instanceof Map ? at.get(key) : Array.isArray(at) ? at[Number(key)] : undefined),
    attributes,
  );
}
