import { isMap, type Value } from '../../parse/document.ts';
import { mapAt } from './resolve.ts';
import type { TemplateFile } from './resources.ts';

/**
 * The templates that are read as one deployment. All of them, as long as their resources differ: a value of one may
 * reach another as a parameter, which no template shows. Templates that repeat a resource are deployments of several
 * environments; of those, only templates that import from each other belong together.
 */
export function groupTemplates(files: readonly TemplateFile[]): readonly (readonly TemplateFile[])[] {
  if (!hasRepeatedService(files)) return [files];
  const groups = new Map(files.map((file) => [file, new Set([file])]));
  const exporters = new Map(files.flatMap((file) => exportNames(file).map((name) => [name, file] as const)));
  for (const file of files)
    for (const name of importedNames(file.document.value)) {
      const [own, other] = [groups.get(file), groups.get(exporters.get(name) ?? file)];
      if (own === undefined || other === undefined || own === other) continue;
      for (const member of other) {
        own.add(member);
        groups.set(member, own);
      }
    }
  return [...new Set(groups.values())].map((group) => files.filter((file) => group.has(file)));
}

/** Those that an environment has of its own, unlike a log group or a role that any two stacks may name alike. */
const serviceTypes: ReadonlySet<Value | undefined> = new Set([
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::RDS::DBCluster',
]);

function hasRepeatedService(files: readonly TemplateFile[]): boolean {
  const ids = files.flatMap((file) =>
    [...resourcesOf(file)].flatMap(([id, resource]) =>
      isMap(resource) && serviceTypes.has(resource.get('Type')) ? [id] : [],
    ),
  );
  return new Set(ids).size < ids.length;
}

const rootOf = ({ document }: TemplateFile) =>
  isMap(document.value) ? document.value : new Map<string, Value>();

const resourcesOf = (file: TemplateFile) => mapAt(rootOf(file), 'Resources');

const exportNames = (file: TemplateFile): readonly string[] =>
  [...mapAt(rootOf(file), 'Outputs').values()].flatMap((output) => {
    const name = isMap(output) ? mapAt(output, 'Export').get('Name') : undefined;
    return typeof name === 'string' ? [name] : [];
  });

function importedNames(value: Value): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(importedNames);
  if (!isMap(value)) return [];
  return [...value].flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' && typeof inner === 'string' ? [inner] : importedNames(inner),
  );
}
