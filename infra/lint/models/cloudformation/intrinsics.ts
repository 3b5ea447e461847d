import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { isList, joined, type Maybe, same, Unresolved } from '../../parse/resolved.ts';
import type { Resolver } from './resolve.ts';

type Function = (argument: Value, resolver: Resolver, depth: number) => Maybe;

const wrong = (name: string) => new Unresolved(`${name} has not the arguments that it takes`);
const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

/** The functions of a template that need nothing but the template. */
export const functions: Readonly<Record<string, Function>> = {
  'Fn::GetAtt'(argument, { resolve, attribute }, depth) {
    const [id, ...rest] =
      typeof argument === 'string'
        ? argument.split('.')
        : listOf(argument).map((part) => resolve(part, depth));
    if (typeof id !== 'string' || !rest.every((part) => typeof part === 'string')) return wrong('Fn::GetAtt');
    return attribute(id, rest.join('.'));
  },
  'Fn::If'(argument, { resolve, condition }, depth) {
    const [name, yes, no] = listOf(argument);
    if (typeof name !== 'string') return wrong('Fn::If');
    const answer = condition(name);
    if (answer !== undefined) return resolve(answer ? yes : no, depth);
    const [either, other] = [resolve(yes, depth), resolve(no, depth)];
    if (same(either, other)) return either;
    return new Unresolved(`condition ${name} is decided at the deployment`);
  },
  'Fn::Join'(argument, { resolve }, depth) {
    const [between, parts] = listOf(argument).map((part) => resolve(part, depth));
    if (parts instanceof Unresolved) return parts;
    if (typeof between !== 'string' || !isList(parts)) return wrong('Fn::Join');
    return joined(parts.flatMap((part, index) => (index === 0 ? [part] : [between, part])));
  },
  'Fn::Sub'(argument, resolver, depth) {
    const [template, given] = typeof argument === 'string' ? [argument] : listOf(argument);
    if (typeof template !== 'string') return wrong('Fn::Sub');
    const names = isMap(given) ? given : new Map<string, Value>();
    const parts = template.split(/\$\{([^}]*)\}/);
    return joined(parts.map((part, index) => (index % 2 === 0 ? part : named(part, names, resolver, depth))));
  },
  'Fn::Select'(argument, { resolve }, depth) {
    const [index, list] = listOf(argument).map((part) => resolve(part, depth));
    if (list instanceof Unresolved) return list;
    if (!isList(list)) return wrong('Fn::Select');
    return list[Number(index)] ?? new Unresolved('Fn::Select chooses what is not there');
  },
  'Fn::Split'(argument, { resolve }, depth) {
    const [between, text] = listOf(argument).map((part) => resolve(part, depth));
    if (typeof between === 'string' && between !== '' && typeof text === 'string') return text.split(between);
    return text instanceof Unresolved ? text : new Unresolved('the text to split is known at the deployment');
  },
  'Fn::FindInMap'(argument, { resolve, mapping }, depth) {
    const [map, first, second, otherwise] = listOf(argument).map((part) => resolve(part, depth));
    if (typeof map !== 'string' || typeof first !== 'string' || typeof second !== 'string')
      return new Unresolved('what Fn::FindInMap looks for is known at the deployment');
    const fallback = otherwise instanceof Map ? otherwise.get('DefaultValue') : undefined;
    const found = mapping(map, first, second);
    return found === undefined
      ? (fallback ?? new Unresolved(`${map} has no ${first}.${second}`))
      : resolve(found, depth);
  },
  'Fn::Base64': (argument, { resolve }, depth) => resolve(argument, depth),
  'Fn::Length'(argument, { resolve }, depth) {
    const list = resolve(argument, depth);
    return isList(list) ? list.length : new Unresolved('the list is known at the deployment');
  },
  'Fn::ImportValue'(argument, { resolve, importValue }, depth) {
    const name = resolve(argument, depth);
    const found = typeof name === 'string' ? importValue(name) : undefined;
    return found ?? new Unresolved('it is imported from another stack');
  },
  'Fn::GetAZs': () => new Unresolved('the zones are known at the deployment'),
};

/** A `${…}` of Fn::Sub: a name that it brings, a literal after `!`, an attribute, or what Ref would give. */
function named(name: string, given: ValueMap, { resolve, attribute }: Resolver, depth: number): Maybe {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const trimmed = name.trim();
  const value = given.get(trimmed);
  if (value !== undefined) return resolve(value, depth);
  const [id = '', ...rest] = trimmed.split('.');
  if (rest.length > 0) return attribute(id, rest.join('.'));
  return resolve(new Map([['Ref', trimmed]]), depth);
}
