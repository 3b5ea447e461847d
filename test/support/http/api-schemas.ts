import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument } from '../../../app/http/docs/openapi.ts';

/** The schemas of an OpenAPI document by JSON Pointer. Each function answers with what is wrong with a value. */
export interface ApiSchemas {
  /** A body of a request, which may have further members where its schema allows them. */
  requestBody(pointer: string, value: unknown): readonly string[];
  /** A parameter, as text. */
  parameter(pointer: string, text: string): readonly string[];
  /** What the server sends: no members but the documented ones. */
  response(pointer: string, value: unknown): readonly string[];
  /** As a response; in a union, by the alternative of its type, or the one that differs least. */
  frame(pointer: string, value: unknown): readonly string[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function compileApiSchemas(document: ApiDocument): ApiSchemas {
  const api = toObject(JSON.parse(JSON.stringify(document)));
  const options = { strict: false, validateFormats: false };
  const requests = new Ajv2020(options).addSchema(api, 'api');
  const parameters = new Ajv2020({ ...options, coerceTypes: true }).addSchema(api, 'api');
  const responses = new Ajv2020({ ...options, allErrors: true }).addSchema(
    toObject(closeObjects(api)),
    'api',
  );
  const alternativesOf = new Map<string, readonly Alternative[]>();
  const response = (pointer: string, value: unknown) => findDifferences(responses, pointer, value);
  return {
    requestBody: (pointer, value) => findDifferences(requests, pointer, value),
    parameter: (pointer, text) => findDifferences(parameters, pointer, text),
    response,
    frame(pointer, value) {
      const alternatives = alternativesOf.get(pointer) ?? listAlternatives(api, pointer);
      alternativesOf.set(pointer, alternatives);
      const { type } = toObject(value);
      const candidates = alternatives.filter(({ types }) => type === undefined || types.includes(type));
      if (candidates.length === 0 && alternatives.length > 1) return [`the type ${type} has no schema`];
      const compared = (candidates.length > 0 ? candidates : alternatives).map((candidate) =>
        response(candidate.pointer, value),
      );
      return compared.reduce((nearest, other) => (other.length < nearest.length ? other : nearest));
    },
  };
}

function findDifferences(ajv: Ajv2020, pointer: string, value: unknown): readonly string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`api#${pointer}`);
  if (!validate) return [`has no schema at ${pointer}`];
  return validate(value) ? [] : (validate.errors ?? []).map(describeError);
}

function describeError({ instancePath, message, params }: ErrorObject): string {
  const extra = 'additionalProperty' in params ? `: ${params.additionalProperty}` : '';
  return `${instancePath || '/'} ${message}${extra}`;
}

interface Alternative {
  readonly pointer: string;
  /** The values that its member `type` may have. */
  readonly types: readonly unknown[];
}

/** A schema that is a union as its alternatives, else as it is. */
function listAlternatives(api: JsonObject, pointer: string): readonly Alternative[] {
  const { $ref, anyOf, properties } = schemaAt(api, pointer);
  if (typeof $ref === 'string') return listAlternatives(api, $ref.slice(1));
  if (Array.isArray(anyOf))
    return anyOf.flatMap((_, index) => listAlternatives(api, `${pointer}/anyOf/${index}`));
  const { const: only, enum: types = [only] } = toObject(toObject(properties).type);
  return [{ pointer, types: Array.isArray(types) ? types : [] }];
}

function schemaAt(api: JsonObject, pointer: string): JsonObject {
  const parts = pointer.split('/').slice(1).map(decodeURIComponent);
  return toObject(
    parts.reduce<unknown>((value, part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    }, api),
  );
}

/** As JSON Pointer writes it, in a URI. */
export const escapePointer = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Schemas of objects that name their members allow no others, so that a member that is not documented is found. */
function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (!isObject(value)) return value;
  const closed = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, closeObjects(member)]),
  );
  const isOpen = 'additionalProperties' in value || 'allOf' in value || !isObject(value.properties);
  return value.type === 'object' && !isOpen ? { ...closed, additionalProperties: false } : closed;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const toObject = (value: unknown): JsonObject => (isObject(value) ? value : {});
