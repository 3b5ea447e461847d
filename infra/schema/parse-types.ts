/** A member of an interface in app/contract/types. */
export interface TypeMember {
  readonly name: string;
  /** Its type as it is written: `number | null`. */
  readonly type: string;
  readonly description: string | null;
}

/** The interfaces and type aliases of TypeScript sources, by name. */
export interface ParsedTypes {
  readonly interfaces: ReadonlyMap<string, readonly TypeMember[]>;
  readonly aliases: ReadonlyMap<string, string>;
}

const interfacePattern = /^export interface (\w+) \{\n([\s\S]*?)^\}/gm;
const aliasPattern = /^export type (\w+) =\s*([^;]+);/gm;
const memberPattern = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}readonly (\w+): ([^;]+);/gm;

/** Reads the plain form that the types of the contract have: interfaces of readonly members, and unions of words. */
export function parseTypes(sources: readonly string[]): ParsedTypes {
  const text = sources.join('\n');
  return {
    interfaces: new Map(
      [...text.matchAll(interfacePattern)].map(([, name = '', body = '']) => [name, parseMembers(body)]),
    ),
    aliases: new Map(
      [...text.matchAll(aliasPattern)].map(([, name = '', type = '']) => [name, oneLine(type)]),
    ),
  };
}

const parseMembers = (body: string): TypeMember[] =>
  [...body.matchAll(memberPattern)].map(([, comment, name = '', type = '']) => ({
    name,
    type: oneLine(type),
    description: comment === undefined ? null : oneLine(comment.replace(/^\s*\*/gm, '')),
  }));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
