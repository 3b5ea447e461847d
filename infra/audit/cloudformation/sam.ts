import { isMap, type Value, type ValueMap } from '../read/document.ts';
import { mapAt } from './resolve.ts';

type Path = readonly (string | number)[];

/** A resource as it comes to be, with where each part of it is written. */
export interface Written {
  readonly type: string;
  readonly properties: Value | undefined;
  /** What a path of the resource belongs to, and the way to it in the whole document. */
  readonly whereIs: (path: Path) => { readonly resource: string; readonly path: Path; readonly at: Path };
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
  const whereIs: Written['whereIs'] = (path) => ({ resource: id, path, at: ['Resources', id, ...path] });
  if (!isServerless) return { type, properties, whereIs };
  const kind = type.slice('AWS::Serverless::'.length);
  const globals = mapAt(mapAt(root, 'Globals'), kind);
  const own = isMap(properties) ? properties : new Map<string, Value>();
  return {
    type: kind === 'Function' ? 'AWS::Lambda::Function' : type,
    properties: merged(globals, own),
    whereIs(path) {
      const [, key] = path;
      if (typeof key !== 'string' || own.has(key) || !globals.has(key)) return whereIs(path);
      const inGlobals = [kind, ...path.slice(1)];
      return { resource: 'Globals', path: inGlobals, at: ['Globals', ...inGlobals] };
    },
  };
}

/** Maps become one, at any depth; of everything else, what the resource says itself holds. */
function merged(globals: ValueMap, own: ValueMap): ValueMap {
  const all = new Map([...globals, ...own]);
  for (const [key, value] of own) {
    const beneath = globals.get(key);
    if (isMap(value) && isMap(beneath) && !isFunction(value) && !isFunction(beneath))
      all.set(key, merged(beneath, value));
  }
  return all;
}

const isFunction = (value: ValueMap): boolean =>
  value.size === 1 && [...value.keys()].some((key) => key === 'Ref' || key.startsWith('Fn::'));
