import type { ConfigNode } from '../../parse/config-node.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { isMap, type ValueMap } from '../../parse/document.ts';
import { type MaybeResolved, referencesIn } from '../../parse/resolved.ts';
import type { ExtractionOptions } from '../../types.ts';
import { createResolver, mapAt } from './resolve.ts';
import type { Resolver } from './resolver.ts';
import { collectResources, type Resource, type TemplateFile } from './resources.ts';
import { unsupportedTransforms } from './sam.ts';

/** The resolved resources of the templates. */
export interface Template {
  readonly resources: readonly Resource[];
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
  readonly get: (id: string) => Resource | undefined;
  readonly services: readonly Resource[];
  readonly definitions: readonly Resource[];
  readonly functions: readonly Resource[];
  /** Target groups of load balancers. */
  readonly groups: readonly Resource[];
  readonly clusters: readonly Resource[];
  /** The configurations of CloudFront distributions, with their origins other than buckets, and their behaviors. */
  readonly distributions: readonly ConfigNode[];
  readonly customOrigins: readonly ConfigNode[];
  readonly cacheBehaviors: readonly ConfigNode[];
  /** The resources that a value refers to, and the first of them. */
  readonly targets: (node: ConfigNode) => readonly Resource[];
  readonly target: (node: ConfigNode) => Resource | undefined;
  /** The resources that one refers to, directly or through others, up to `steps` references away. */
  readonly reachableFrom: (id: string, steps: number) => ReadonlySet<string>;
  /** Every resource that is created before this one. */
  readonly dependenciesOf: (id: string) => ReadonlySet<string>;
  /** Whether every resource of a file is known, so that a missing one does not exist. */
  readonly isComplete: (file: string) => boolean;
  /** The resources that outputs refer to. */
  readonly outputReferences: ReadonlySet<string>;
  readonly skipped: SkipLog;
}

export function createTemplate(
  parts: readonly TemplateFile[],
  options: Pick<ExtractionOptions, 'parameters'>,
  skipped = new SkipLog(),
): Template {
  const exportedValues = new Map<string, () => MaybeResolved>();
  const importing = new Set<string>();
  function importValue(name: string): MaybeResolved {
    // Ends circular imports.
    if (importing.has(name)) return undefined;
    importing.add(name);
    const value = exportedValues.get(name)?.();
    importing.delete(name);
    return value;
  }
  const transformed = new Set<string>();
  const outputs: (() => MaybeResolved)[] = [];
  const createResources = parts.flatMap((part, index) => {
    const qualify = (id: string) => (parts.length === 1 ? id : `${index}/${id}`);
    const root = isMap(part.document.value) ? part.document.value : new Map();
    const resolver = createResolver(root, { parameters: options.parameters, qualify, importValue });
    for (const [name, value] of readExports(root, resolver)) exportedValues.set(name, value);
    // Of a Terraform stack, only some resources are converted.
    if (unsupportedTransforms(root).length > 0 || root.has('Terraform')) transformed.add(part.file);
    outputs.push(() => resolver.resolve(root.get('Outputs')));
    return collectResources(part, root, { resolver, qualify, skipped });
  });
  const graph = createGraph(createResources);
  const incompleteFiles = new Set([
    ...transformed,
    ...skipped.values.flatMap(({ place, fix }) =>
      fix !== undefined || place.resource.startsWith('Fn::') ? [place.file] : [],
    ),
  ]);
  return {
    ...graph,
    isComplete: (file) => !incompleteFiles.has(file),
    outputReferences: new Set(outputs.flatMap((value) => referencesIn(value()).map(({ id }) => id))),
    skipped,
  };
}

/** The exports of a template, resolved when imported, because they may depend on templates that are read later. */
const readExports = (root: ValueMap, { resolve }: Resolver): [string, () => MaybeResolved][] =>
  [...mapAt(root, 'Outputs').values()].flatMap((output): [string, () => MaybeResolved][] => {
    if (!isMap(output)) return [];
    const name = resolve(mapAt(output, 'Export').get('Name'));
    return typeof name === 'string' ? [[name, () => resolve(output.get('Value'))]] : [];
  });

/** Creates the resources, after all exports are registered. */
function createGraph(
  createResources: readonly (() => Resource)[],
): Omit<Template, 'isComplete' | 'outputReferences' | 'skipped'> {
  const resources = createResources.map((make) => make());
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const neighbours = new Map<string, readonly string[]>();
  function neighboursOf(id: string): readonly string[] {
    const known = neighbours.get(id) ?? referencesIn(byId.get(id)?.properties.value).map((to) => to.id);
    neighbours.set(id, known);
    return known;
  }
  function closure(id: string, steps: number, next: (id: string) => readonly string[]): ReadonlySet<string> {
    const seen = new Set([id]);
    let edge: readonly string[] = [id];
    for (let step = 0; step < steps && edge.length > 0; step += 1) {
      edge = [...new Set(edge.flatMap(next))].filter((found) => !seen.has(found));
      for (const found of edge) seen.add(found);
    }
    return seen;
  }
  const select = (...types: readonly string[]) => types.flatMap((type) => byType.get(type) ?? []);
  const distributions = select('AWS::CloudFront::Distribution').map(({ properties }) =>
    properties.get('DistributionConfig'),
  );
  const targets = (node: ConfigNode) => node.references().flatMap(({ id }) => byId.get(id) ?? []);
  return {
    resources,
    ofType: select,
    services: select('AWS::ECS::Service'),
    definitions: select('AWS::ECS::TaskDefinition'),
    functions: select('AWS::Lambda::Function'),
    groups: select('AWS::ElasticLoadBalancingV2::TargetGroup'),
    clusters: select('AWS::RDS::DBCluster'),
    distributions,
    customOrigins: distributions
      .flatMap((config) => config.get('Origins').list())
      .filter((origin) => origin.get('S3OriginConfig').isAbsent),
    cacheBehaviors: distributions.flatMap((config) => config.get('CacheBehaviors').list()),
    targets,
    target: (node) => targets(node)[0],
    get: (id) => byId.get(id),
    reachableFrom: (id, steps) => closure(id, steps, neighboursOf),
    dependenciesOf: (id) =>
      closure(id, resources.length, (of) => [...neighboursOf(of), ...(byId.get(of)?.dependsOn ?? [])]),
  };
}
