import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { type MaybeResolved, Reference, type Resolved, Unresolved } from '../../parse/resolved.ts';
import { createConditions } from './conditions.ts';
import { intrinsics } from './intrinsics.ts';
import type { Resolver } from './resolver.ts';

/** Inputs of a template from outside it. */
export interface TemplateInputs {
  readonly parameters: ReadonlyMap<string, string>;
  /** Makes a logical id unique among all templates of the run. */
  readonly qualify: (id: string) => string;
  readonly importValue: (name: string) => MaybeResolved;
}

const depthMax = 100;
const valuesMax = 500_000;

export function createResolver(
  template: ValueMap,
  { parameters, qualify, importValue }: TemplateInputs,
): Resolver {
  const resources = mapAt(template, 'Resources');
  const declared = mapAt(template, 'Parameters');
  let values = 0;

  function resolve(value: Value | undefined, depth = 0): MaybeResolved {
    values += 1;
    if (depth > depthMax || values > valuesMax) return new Unresolved('it nests too deep, or is too large');
    if (value === undefined) return undefined;
    // CloudFormation rejects null, so it is not treated as absent.
    if (value === null) return new Unresolved('it has no value');
    if (Array.isArray(value))
      return value.flatMap((item) => {
        const resolved = resolve(item, depth + 1);
        return resolved === undefined ? [] : [resolved];
      });
    if (!isMap(value)) return typeof value !== 'object' ? value : null;
    const [name, argument] = value.size === 1 ? ([...value][0] ?? []) : [];
    if (name === 'Ref') return resolveRef(argument);
    if (name?.startsWith('Fn::'))
      return Object.hasOwn(intrinsics, name)
        ? intrinsics[name]?.(argument ?? null, resolver, depth + 1)
        : new Unresolved(`${name} is not read`);
    const entries = new Map<string, Resolved>();
    for (const [key, inner] of value) {
      const resolved = resolve(inner, depth + 1);
      if (resolved !== undefined) entries.set(key, resolved);
    }
    return entries;
  }

  function resolveRef(name: Value | undefined): MaybeResolved {
    if (typeof name !== 'string') return new Unresolved('Ref names nothing');
    if (name === 'AWS::NoValue') return undefined;
    if (name.startsWith('AWS::')) return new Unresolved(`${name} is known only at deployment`);
    if (resources.has(name)) return new Reference(qualify(name), null);
    const parameter = declared.get(name);
    return isMap(parameter)
      ? resolveParameter(name, parameter, parameters.get(name))
      : new Unresolved(`${name} is not defined`);
  }

  const conditions = createConditions(mapAt(template, 'Conditions'), (value) => resolve(value));
  const mappings = mapAt(template, 'Mappings');
  const resolver: Resolver = {
    resolve,
    condition: conditions,
    mapping: (...keys) =>
      keys.reduce<Value | undefined>((at, key) => (isMap(at) ? at.get(key) : undefined), mappings),
    attribute: (id, attribute) =>
      resources.has(id)
        ? new Reference(qualify(id), attribute)
        : new Unresolved(`resource ${id} is not defined`),
    importValue,
  };
  return resolver;
}

/** The value that was given for a parameter, or its default. */
function resolveParameter(name: string, parameter: ValueMap, given: string | undefined): Resolved {
  const type = String(parameter.get('Type'));
  if (given === undefined && type.startsWith('AWS::SSM::'))
    return new Unresolved(`parameter ${name} is read from SSM`);
  const value = given ?? parameter.get('Default');
  if (value === undefined || value === null || typeof value === 'object')
    return new Unresolved(`parameter ${name} has no default`);
  if (type !== 'CommaDelimitedList' && !type.startsWith('List<')) return value;
  return String(value)
    .split(',')
    .map((part) => part.trim());
}

const none: ValueMap = new Map();

export function mapAt(map: ValueMap, key: string): ValueMap {
  const value = map.get(key);
  return isMap(value) ? value : none;
}
