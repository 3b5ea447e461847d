import { readdirSync, readFileSync } from 'node:fs';
import type { SchemaNode } from '../../app/contract/json-schema.ts';
import { profileNamePattern, profileNames } from '../../app/contract/profiles.ts';
import { type ParsedTypes, parseTypes } from './parse-types.ts';

const typesFolder = new URL('../../app/contract/types/', import.meta.url);

/** The JSON Schema of a profile file, from the types of the contract and their comments. */
export function createProfileSchema(): SchemaNode {
  const files = readdirSync(typesFolder).sort();
  const types = parseTypes(files.map((file) => readFileSync(new URL(file, typesFolder), 'utf8')));
  const { properties = {} } = schemaOf('Contract', types);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A profile of Rostrum',
    description:
      'What differs from the profile that it extends, in whichever part of the contract. ' +
      'Check one with: npm run contract -- check --profile FILE',
    type: 'object',
    required: ['extends'],
    additionalProperties: false,
    properties: {
      ...properties,
      $schema: { type: 'string', description: 'This schema, for editors.' },
      extends: {
        description: 'The profile that it starts from: a built-in one, or a file, seen from this one.',
        anyOf: [{ enum: profileNames }, { type: 'string', pattern: '[./\\\\]' }],
      },
      profile: {
        description: 'The name of the profile and of its deployment. Default: the name of the file.',
        type: 'string',
        pattern: profileNamePattern.source,
      },
    },
  };
}

/** The schema of a type as it is written in TypeScript. */
function schemaOf(type: string, types: ParsedTypes): SchemaNode {
  if (type === 'number') return { type: 'number', minimum: 0 };
  if (type === 'string' || type === 'boolean') return { type };
  const nullable = /^(number|string) \| null$/.exec(type);
  if (nullable) {
    const { type: simple, ...rest } = schemaOf(nullable[1] ?? '', types);
    return { ...rest, type: [String(simple), 'null'] };
  }
  const words = wordsOf(type);
  if (words !== null) return { enum: words };
  const record = /^Readonly<Record<(\w+), (\w+)>>$/.exec(type);
  if (record) return recordSchema(record[1] ?? '', schemaOf(record[2] ?? '', types), types);
  const alias = types.aliases.get(type);
  if (alias !== undefined) return schemaOf(alias, types);
  const members = types.interfaces.get(type);
  if (members === undefined) throw new Error(`infra/schema/profile-schema.ts cannot read the type ${type}`);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      members.map(({ name, type: memberType, description }) => [
        name,
        { ...(description === null ? {} : { description }), ...schemaOf(memberType, types) },
      ]),
    ),
  };
}

function recordSchema(key: string, value: SchemaNode, types: ParsedTypes): SchemaNode {
  const names = wordsOf(types.aliases.get(key) ?? '');
  if (names === null) return { type: 'object', additionalProperties: value };
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, value])),
  };
}

/** The words of a union such as `'canary' | 'rolling'`; null for another type. */
const wordsOf = (type: string): string[] | null =>
  /^(?:\| )?'[\w-]+'(?: \| '[\w-]+')*$/.test(type) ? type.match(/[\w-]+/g) : null;
