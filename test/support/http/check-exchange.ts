import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument } from '../../../app/http/docs/openapi.ts';

/** A request and its answer, as a proxy in front of the server sees them. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The body if it is JSON; undefined: none, or in another form. */
  readonly requestBody: unknown;
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly pointer: string;
  readonly documented: JsonObject;
}

type JsonObject = Readonly<Record<string, unknown>>;

export type CheckExchange = (exchange: Exchange, checksRequest: boolean) => readonly string[];

/**
 * Compares exchanges with an OpenAPI document: what is answered is documented, without further members, and what is
 * accepted has a documented body. Answers with the differences, each with its route and member.
 */
export function createExchangeCheck(document: ApiDocument): CheckExchange {
  const operations = listOperations(document);
  const requests = new Ajv2020({ strict: false, validateFormats: false });
  requests.addSchema(JSON.parse(JSON.stringify(document)), 'api');
  const responses = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  responses.addSchema(toObject(closeObjects(JSON.parse(JSON.stringify(document)))), 'api');

  function findDifferences(ajv: Ajv2020, pointer: string, value: unknown): readonly string[] {
    const validate: ValidateFunction | undefined = ajv.getSchema(`api#${pointer}`);
    if (!validate) return [`has no schema at ${pointer}`];
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const extra = 'additionalProperty' in params ? `: ${params.additionalProperty}` : '';
      return `${instancePath || '/'} ${message}${extra}`;
    });
  }

  function checkResponse(operation: Operation, { status, mediaType, text }: Exchange): readonly string[] {
    const documented = toObject(operation.documented.responses);
    const keys = [`${status}`, ...(status >= 400 ? ['default'] : [])].filter((key) => key in documented);
    if (keys.length === 0) return ['is not documented'];
    if (text === '') return [];
    for (const key of keys) {
      const content = toObject(toObject(documented[key]).content);
      const type = Object.keys(content).find((name) => name === '*/*' || bareType(name) === mediaType);
      if (type === undefined) continue;
      if (!/^application\/(?:[\w.]+\+)?json$/.test(mediaType)) return [];
      const pointer = `${operation.pointer}/responses/${key}/content/${escapePointer(type)}/schema`;
      return findDifferences(responses, pointer, JSON.parse(text));
    }
    return [`has the media type ${mediaType}, which is not documented`];
  }

  function checkRequest(operation: Operation, { requestBody }: Exchange): readonly string[] {
    if (requestBody === undefined || operation.documented.requestBody === undefined) return [];
    const content = toObject(toObject(operation.documented.requestBody).content);
    if (!('application/json' in content)) return ['accepts JSON, which is not documented'];
    const pointer = `${operation.pointer}/requestBody/content/application~1json/schema`;
    return findDifferences(requests, pointer, requestBody).map((text) => `accepts a body whose ${text}`);
  }

  return (exchange, checksRequest) => {
    const { method, path, status } = exchange;
    const [pathname = ''] = path.split('?');
    const operation = operations.find(
      (candidate) => candidate.method === method && candidate.path.test(pathname),
    );
    if (!operation) return [];
    const differences = [
      ...checkResponse(operation, exchange),
      ...(checksRequest && status < 300 ? checkRequest(operation, exchange) : []),
    ];
    return differences.map((difference) => `${operation.name} ${status}: ${difference}`);
  };
}

function listOperations(document: ApiDocument): readonly Operation[] {
  return Object.entries(toObject(document.paths)).flatMap(([path, methods]) =>
    Object.entries(toObject(methods)).map(([method, documented]): Operation => {
      const { operationId } = toObject(documented);
      return {
        name: String(operationId),
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
        pointer: `/paths/${escapePointer(path)}/${method}`,
        documented: toObject(documented),
      };
    }),
  );
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

const bareType = (mediaType: string): string => mediaType.split(';')[0]?.trim() ?? '';

/** As JSON Pointer writes it, in a URI. */
const escapePointer = (part: string): string =>
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
