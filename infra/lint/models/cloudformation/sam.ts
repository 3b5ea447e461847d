import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { mapAt } from './resolve.ts';

type Path = readonly (string | number)[];

/** A resource after expansion, with the source location of each part. */
export interface ExpandedResource {
  readonly type: string;
  readonly properties: Value | undefined;
  /** The owner of a path of the resource, and the path in the whole document. */
  readonly locate: (path: Path) => { readonly resource: string; readonly path: Path; readonly at: Path };
}

const serverless = 'AWS::Serverless-2016-10-31';

/** The transforms of a template, in any notation. */
export function readTransforms(root: ValueMap): string[] {
  const transform = root.get('Transform');
  const all: readonly Value[] = Array.isArray(transform)
    ? transform
    : transform === undefined
      ? []
      : [transform];
  return all.map((one) => String((isMap(one) ? one.get('Name') : one) ?? ''));
}

/** The transforms whose changes are not read. */
export const unsupportedTransforms = (root: ValueMap): string[] =>
  readTransforms(root).filter((name) => name !== serverless);

/**
 * Expands a resource of the Serverless Application Model: a function becomes a Lambda function with the globals merged
 * into its properties. Other resources stay as they are.
 */
export function expandResource(
  root: ValueMap,
  id: string,
  type: string,
  properties: Value | undefined,
): ExpandedResource {
  const isServerless = type.startsWith('AWS::Serverless::') && readTransforms(root).includes(serverless);
  const locate: ExpandedResource['locate'] = (path) => ({
    resource: id,
    path,
    at: ['Resources', id, ...path],
  });
  if (!isServerless) return { type, properties, locate };
  const kind = type.slice('AWS::Serverless::'.length);
  const globals = mapAt(mapAt(root, 'Globals'), kind);
  const ownProperties = isMap(properties) ? properties : new Map<string, Value>();
  return {
    type: kind === 'Function' ? 'AWS::Lambda::Function' : type,
    properties: merge(globals, ownProperties),
    locate([first = 'Properties', ...inside]) {
      const { isGlobal, path } = findOrigin(globals, ownProperties, inside);
      if (!isGlobal) return locate([first, ...path]);
      const inGlobals = [kind, ...path];
      return { resource: 'Globals', path: inGlobals, at: ['Globals', ...inGlobals] };
    },
  };
}

/** Merges maps at any depth, puts the items of global lists first, and prefers the resource's own values otherwise. */
function merge(globals: ValueMap, ownProperties: ValueMap): ValueMap {
  const all = new Map([...globals, ...ownProperties]);
  for (const [key, value] of ownProperties) {
    const globalValue = globals.get(key);
    if (isPlainMap(value) && isPlainMap(globalValue)) all.set(key, merge(globalValue, value));
    else if (Array.isArray(value) && Array.isArray(globalValue)) all.set(key, [...globalValue, ...value]);
  }
  return all;
}

/** The source of a merged part, and the path within that source. */
function findOrigin(
  globals: Value | undefined,
  ownProperties: Value | undefined,
  path: Path,
): { readonly isGlobal: boolean; readonly path: Path } {
  if (globals === undefined || ownProperties === undefined) return { isGlobal: globals !== undefined, path };
  const [key, ...rest] = path;
  if (typeof key === 'string' && isPlainMap(globals) && isPlainMap(ownProperties)) {
    const found = findOrigin(globals.get(key), ownProperties.get(key), rest);
    return { ...found, path: [key, ...found.path] };
  }
  if (typeof key !== 'number' || !Array.isArray(globals) || !Array.isArray(ownProperties))
    return { isGlobal: false, path };
  const isGlobal = key < globals.length;
  return { isGlobal, path: isGlobal ? path : [key - globals.length, ...rest] };
}

/** A map that is not an intrinsic function. */
const isPlainMap = (value: Value | undefined): value is ValueMap =>
  isMap(value) &&
  (value.size !== 1 || ![...value.keys()].some((key) => key === 'Ref' || key.startsWith('Fn::')));
