import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { concatenate, isList, isSame, type MaybeResolved, Unresolved } from '../../parse/resolved.ts';
import type { Resolver } from './resolver.ts';

type Intrinsic = (argument: Value, resolver: Resolver, depth: number) => MaybeResolved;

const badArguments = (name: string) => new Unresolved(`${name} has invalid arguments`);
const toList = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

/** The intrinsic functions that the template alone determines. */
export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Fn::GetAtt'(argument, { resolve, attribute }, depth) {
    const [id, ...rest] =
      typeof argument === 'string'
        ? argument.split('.')
        : toList(argument).map((part) => resolve(part, depth));
    if (typeof id !== 'string' || !rest.every((part) => typeof part === 'string'))
      return badArguments('Fn::GetAtt');
    return attribute(id, rest.join('.'));
  },
  'Fn::If'(argument, { resolve, condition }, depth) {
    const [name, yes, no] = toList(argument);
    if (typeof name !== 'string') return badArguments('Fn::If');
    const answer = condition(name);
    if (answer !== undefined) return resolve(answer ? yes : no, depth);
    const [either, other] = [resolve(yes, depth), resolve(no, depth)];
    if (isSame(either, other)) return either;
    return new Unresolved(`condition ${name} is known only at deployment`);
  },
  'Fn::Join'(argument, { resolve }, depth) {
    const [separator, parts] = toList(argument).map((part) => resolve(part, depth));
    if (parts instanceof Unresolved) return parts;
    if (typeof separator !== 'string' || !isList(parts)) return badArguments('Fn::Join');
    return concatenate(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
  },
  'Fn::Sub'(argument, resolver, depth) {
    const [template, variables] = typeof argument === 'string' ? [argument] : toList(argument);
    if (typeof template !== 'string') return badArguments('Fn::Sub');
    const names = isMap(variables) ? variables : new Map<string, Value>();
    const parts = template.split(/\$\{([^}]*)\}/);
    return concatenate(
      parts.map((part, index) => (index % 2 === 0 ? part : substitute(part, names, resolver, depth))),
    );
  },
  'Fn::Select'(argument, { resolve }, depth) {
    const [index, list] = toList(argument).map((part) => resolve(part, depth));
    if (list instanceof Unresolved) return list;
    if (!isList(list)) return badArguments('Fn::Select');
    return list[Number(index)] ?? new Unresolved('Fn::Select is out of range');
  },
  'Fn::Split'(argument, { resolve }, depth) {
    const [separator, text] = toList(argument).map((part) => resolve(part, depth));
    if (typeof separator === 'string' && separator !== '' && typeof text === 'string')
      return text.split(separator);
    return text instanceof Unresolved
      ? text
      : new Unresolved('the string to split is known only at deployment');
  },
  'Fn::FindInMap'(argument, { resolve, mapping }, depth) {
    const [map, first, second, otherwise] = toList(argument).map((part) => resolve(part, depth));
    if (typeof map !== 'string' || typeof first !== 'string' || typeof second !== 'string')
      return new Unresolved('the keys of Fn::FindInMap are known only at deployment');
    const fallback = otherwise instanceof Map ? otherwise.get('DefaultValue') : undefined;
    const found = mapping(map, first, second);
    return found === undefined
      ? (fallback ?? new Unresolved(`${map} has no ${first}.${second}`))
      : resolve(found, depth);
  },
  'Fn::Base64': (argument, { resolve }, depth) => resolve(argument, depth),
  'Fn::Length'(argument, { resolve }, depth) {
    const list = resolve(argument, depth);
    return isList(list) ? list.length : new Unresolved('the list is known only at deployment');
  },
  'Fn::ImportValue'(argument, { resolve, importValue }, depth) {
    const name = resolve(argument, depth);
    const found = typeof name === 'string' ? importValue(name) : undefined;
    return found ?? new Unresolved('it is imported from another stack');
  },
  'Fn::GetAZs': () => new Unresolved('the zones are known only at deployment'),
};

/** A `${…}` of Fn::Sub: one of its variables, a literal after `!`, an attribute, or a reference. */
function substitute(
  name: string,
  variables: ValueMap,
  { resolve, attribute }: Resolver,
  depth: number,
): MaybeResolved {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const trimmed = name.trim();
  const value = variables.get(trimmed);
  if (value !== undefined) return resolve(value, depth);
  const [id = '', ...rest] = trimmed.split('.');
  if (rest.length > 0) return attribute(id, rest.join('.'));
  return resolve(new Map([['Ref', trimmed]]), depth);
}
