import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { mapAt } from './resolve.ts';

type Path = readonly (string | number)[];

/** A resource as it comes to be, with where each part of it is written. */
export interface Written {
  readonly type: string;
  readonly properties: Value | undefined;
  /** What a path of the resource belongs to, and the way to it in the whole document. */
  readonly locate: (path: Path) => { readonly resource: string; readonly path: Path; readonly at: Path };
}

const serverless = 'AWS::Serverless-2016-10-31';

/** The transforms that a template names, in whichever way. */
export function transformsOf(root: ValueMap): string[] {
  const said = root.get('Transform');
  const all: readonly Value[] = Array.isArray(said) ? said : said === undefined ? [] : [said];
  return all.map((one) => String((isMap(one) ? one.get('Name') : one) ?? ''));
}

/** Those of them that nobody can follow here: what they add or change is not seen. */
export const unfollowed = (root: ValueMap): string[] =>
  transformsOf(root).filter((name) => name !== serverless);

/**
 * A resource as CloudFormation would have it. Of the Serverless Application Model a function is one of Lambda with what
 * the globals say; its events stay with it.
 */
export function writtenOf(root: ValueMap, id: string, type: string, properties: Value | undefined): Written {
  const isServerless = type.startsWith('AWS::Serverless::') && transformsOf(root).includes(serverless);
  const locate: Written['locate'] = (path) => ({ resource: id, path, at: ['Resources', id, ...path] });
  if (!isServerless) return { type, properties, locate };
  const kind = type.slice('AWS::Serverless::'.length);
  const globals = mapAt(mapAt(root, 'Globals'), kind);
  const own = isMap(properties) ? properties : new Map<string, Value>();
  return {
    type: kind === 'Function' ? 'AWS::Lambda::Function' : type,
    properties: merged(globals, own),
    locate([first = 'Properties', ...inside]) {
      const { isGlobal, path } = origin(globals, own, inside);
      if (!isGlobal) return locate([first, ...path]);
      const inGlobals = [kind, ...path];
      return { resource: 'Globals', path: inGlobals, at: ['Globals', ...inGlobals] };
    },
  };
}

/**
 * Maps become one, at any depth, and of lists those of the globals come first; of everything else, what the resource
 * says itself holds.
 */
function merged(globals: ValueMap, own: ValueMap): ValueMap {
  const all = new Map([...globals, ...own]);
  for (const [key, value] of own) {
    const beneath = globals.get(key);
    if (isPlain(value) && isPlain(beneath)) all.set(key, merged(beneath, value));
    else if (Array.isArray(value) && Array.isArray(beneath)) all.set(key, [...beneath, ...value]);
  }
  return all;
}

/** Where a part of what was merged is written, and the way to it there. */
function origin(
  globals: Value | undefined,
  own: Value | undefined,
  path: Path,
): { readonly isGlobal: boolean; readonly path: Path } {
  if (globals === undefined || own === undefined) return { isGlobal: globals !== undefined, path };
  const [key, ...rest] = path;
  if (typeof key === 'string' && isPlain(globals) && isPlain(own)) {
    const found = origin(globals.get(key), own.get(key), rest);
    return { ...found, path: [key, ...found.path] };
  }
  if (typeof key !== 'number' || !Array.isArray(globals) || !Array.isArray(own))
    return { isGlobal: false, path };
  const isGlobal = key < globals.length;
  return { isGlobal, path: isGlobal ? path : [key - globals.length, ...rest] };
}

/** A map, and no function of CloudFormation, which looks like one. */
const isPlain = (value: Value | undefined): value is ValueMap =>
  isMap(value) &&
  (value.size !== 1 || ![...value.keys()].some((key) => key === 'Ref' || key.startsWith('Fn::')));
