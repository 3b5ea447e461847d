import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, type AppProps } from 'aws-cdk-lib/core';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createStack, type RostrumStack, type StackOptions } from '../../../infra/stacks/rostrum-stack.ts';
import { createTemporaryDirectory } from '../temporary-directory.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | null;
}

/** The stack of a deployment, as CloudFormation gets it. */
export interface SynthesizedStack {
  readonly resources: readonly Resource[];
  readonly outputs: readonly string[];
}

/** As `cdk` reads it. */
export const { context }: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'),
);

/** Folders with placeholder code of the functions, which a template test never runs. */
export function createCodeFolders(root: string): StackOptions['code'] {
  const folder = (name: string, file: string) => {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, file), '');
    return join(root, name);
  };
  return {
    program: folder('program', 'rostrum.mjs'),
    customResources: folder('custom-resources', 'handler.mjs'),
  };
}

const synthesized = new Map<string, SynthesizedStack>();

/**
 * Without the checks that `cdk synth` runs, so that it is fast; and with an image, so that none is hashed. Test files
 * of one worker share the stack of the same contract.
 */
export const synthesize = (contract: Contract, parts: Partial<StackOptions> = {}): SynthesizedStack =>
  synthesized.getOrInsertComputed(JSON.stringify([contract, parts]), () => synthesizeOnce(contract, parts));

function synthesizeOnce(contract: Contract, parts: Partial<StackOptions>): SynthesizedStack {
  const directory = createTemporaryDirectory('cdk');
  try {
    return synthesizeIn(directory.path, contract, parts);
  } finally {
    directory.remove();
  }
}

/** An app with the stack of a contract, as infra/app.ts makes it, that writes into a directory. */
export function createApp(
  directory: string,
  contract: Contract,
  parts: Partial<StackOptions> = {},
  props: AppProps = {},
): { readonly app: App; readonly stack: RostrumStack } {
  const app = new App({
    context,
    builtinCloudFormationValidation: false,
    outdir: join(directory, 'out'),
    ...props,
  });
  const stack = createStack(app, {
    contract,
    region: 'eu-central-1',
    zones: null,
    imageUri: 'registry.example/rostrum:1',
    databaseHost: null,
    databaseFrom: null,
    secretsVersion: null,
    deployedFile: null,
    code: createCodeFolders(directory),
    ...parts,
  });
  return { app, stack };
}

function synthesizeIn(directory: string, contract: Contract, parts: Partial<StackOptions>): SynthesizedStack {
  const { stack } = createApp(directory, contract, parts);
  const { Resources = {}, Outputs = {} }: TemplateJson = Template.fromStack(stack).toJSON();
  return { resources: resourcesOf(Resources), outputs: Object.keys(Outputs) };
}

interface TemplateJson {
  readonly Resources?: Readonly<Record<string, ResourceJson>>;
  readonly Outputs?: Readonly<Record<string, Json>>;
}

interface ResourceJson {
  readonly Type: string;
  readonly Properties?: Json;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

const resourcesOf = (resources: Readonly<Record<string, ResourceJson>>): Resource[] =>
  Object.entries(resources).map(([id, { Type, Properties = {}, DependsOn = [], DeletionPolicy = null }]) => ({
    id,
    type: Type,
    properties: Properties,
    deletionPolicy: DeletionPolicy,
    dependsOn: [DependsOn].flat(),
  }));

export const resourcesOfType = (resources: readonly Resource[], type: string): Resource[] =>
  resources.filter((resource) => resource.type === `AWS::${type}`);

/** The one of a type whose logical id begins like this. */
export function findResource(resources: readonly Resource[], type: string, name = ''): Resource {
  const found = resourcesOfType(resources, type).filter(({ id }) => id.startsWith(name));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources of ${type} named ${name}…`);
  return first;
}

/** The value at a path such as `ContainerDefinitions.0.StopTimeout`. */
export const valueAt = (value: Json | undefined, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isRecord(inner) ? inner[key] : undefined;
  }, value);

export const listAt = (value: Json | undefined, path: string): readonly Json[] => {
  const found = path === '' ? value : valueAt(value, path);
  return isList(found) ? found : found === undefined || found === null ? [] : [found];
};

export const textAt = (value: Json | undefined, path: string): string => {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : JSON.stringify(found);
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An attribute of a balancer or a target group. */
export const attributeOf = ({ properties }: Resource, key: string): string | undefined => {
  const all = [
    ...listAt(properties, 'LoadBalancerAttributes'),
    ...listAt(properties, 'TargetGroupAttributes'),
  ];
  const found = all.find((entry) => valueAt(entry, 'Key') === key);
  return found === undefined ? undefined : textAt(found, 'Value');
};
