import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { type Maybe, Reference, type Resolved, Unresolved } from '../../parse/resolved.ts';
import { createConditions } from './conditions.ts';
import { functions } from './intrinsics.ts';

/** Decides what a template itself decides: parameters by their defaults, conditions, mappings, texts. */
export interface Resolver {
  readonly resolve: (value: Value | undefined, depth?: number) => Maybe;
  /** Undefined where only a deployment can know. */
  readonly condition: (name: string) => boolean | undefined;
  readonly mapping: (...keys: readonly string[]) => Value | undefined;
  readonly attribute: (id: string, attribute: string) => Resolved;
  /** What another template exports by this name. */
  readonly importValue: (name: string) => Maybe;
}

/** What a template is not told by itself. */
export interface Outside {
  readonly parameters: ReadonlyMap<string, string>;
  /** Makes a logical id unique among all templates that are read together. */
  readonly qualify: (id: string) => string;
  readonly importValue: (name: string) => Maybe;
}

const depthMax = 100;
const valuesMax = 500_000;

export function createResolver(template: ValueMap, { parameters, qualify, importValue }: Outside): Resolver {
  const resources = mapAt(template, 'Resources');
  const declared = mapAt(template, 'Parameters');
  let values = 0;

  function resolve(value: Value | undefined, depth = 0): Maybe {
    values += 1;
    if (depth > depthMax || values > valuesMax) return new Unresolved('it nests too deeply, or is too large');
    if (value === undefined) return undefined;
    // CloudFormation refuses it; what a default would be is not the question.
    if (value === null) return new Unresolved('nothing stands there');
    if (Array.isArray(value))
      return value.flatMap((item) => {
        const resolved = resolve(item, depth + 1);
        return resolved === undefined ? [] : [resolved];
      });
    if (!isMap(value)) return typeof value !== 'object' ? value : null;
    const [name, argument] = value.size === 1 ? ([...value][0] ?? []) : [];
    if (name === 'Ref') return referred(argument);
    if (name?.startsWith('Fn::'))
      return Object.hasOwn(functions, name)
        ? functions[name]?.(argument ?? null, resolver, depth + 1)
        : new Unresolved(`${name} is not read`);
    const entries = new Map<string, Resolved>();
    for (const [key, inner] of value) {
      const resolved = resolve(inner, depth + 1);
      if (resolved !== undefined) entries.set(key, resolved);
    }
    return entries;
  }

  function referred(name: Value | undefined): Maybe {
    if (typeof name !== 'string') return new Unresolved('Ref names nothing');
    if (name === 'AWS::NoValue') return undefined;
    if (name.startsWith('AWS::')) return new Unresolved(`${name} is known at the deployment`);
    if (resources.has(name)) return new Reference(qualify(name), null);
    const parameter = declared.get(name);
    return isMap(parameter) ? ofParameter(name, parameter) : new Unresolved(`nothing is called ${name}`);
  }

  function ofParameter(name: string, parameter: ValueMap): Resolved {
    const type = String(parameter.get('Type'));
    const given = parameters.get(name);
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

  const conditions = createConditions(mapAt(template, 'Conditions'), (value) => resolve(value));
  const mappings = mapAt(template, 'Mappings');
  const resolver: Resolver = {
    resolve,
    condition: conditions,
    mapping: (...keys) =>
      keys.reduce<Value | undefined>((at, key) => (isMap(at) ? at.get(key) : undefined), mappings),
    attribute: (id, attribute) =>
      resources.has(id) ? new Reference(qualify(id), attribute) : new Unresolved(`there is no resource ${id}`),
    importValue,
  };
  return resolver;
}

const none: ValueMap = new Map();

export function mapAt(map: ValueMap, key: string): ValueMap {
  const value = map.get(key);
  return isMap(value) ? value : none;
}
