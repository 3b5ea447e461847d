import type { ApiDocument } from '../../../app/http/docs/openapi.ts';
import {
  type ApiSchemas,
  compileApiSchemas,
  escapePointer,
  type JsonObject,
  toObject,
} from './api-schemas.ts';
import { eventStreamType, readEventData } from './event-stream.ts';

/** A request and its answer, as a proxy in front of the server sees them. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The body if it is JSON; undefined: none, or in another form. */
  readonly requestBody: unknown;
  readonly status: number;
  readonly mediaType: string;
  /** Of an event stream: any number of whole frames. */
  readonly text: string;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly pointer: string;
  readonly documented: JsonObject;
}

export type CheckExchange = (exchange: Exchange, checksRequest: boolean) => readonly string[];

/**
 * Compares exchanges with an OpenAPI document: what is answered or streamed is documented, without further members, and
 * what is accepted has a documented query and body. Answers with the differences, each with its route and member.
 */
export function createExchangeCheck(document: ApiDocument): CheckExchange {
  const operations = listOperations(document);
  const schemas = compileApiSchemas(document);
  return (exchange, checksRequest) => {
    const { method, path, status } = exchange;
    const [pathname = ''] = path.split('?');
    const operation = operations.find(
      (candidate) => candidate.method === method && candidate.path.test(pathname),
    );
    if (!operation) return [];
    const differences = [
      ...checkResponse(schemas, operation, exchange),
      ...(checksRequest && status < 300 ? checkRequest(schemas, operation, exchange) : []),
    ];
    return differences.map((difference) => `${operation.name} ${status}: ${difference}`);
  };
}

function checkResponse(
  schemas: ApiSchemas,
  { documented, pointer }: Operation,
  { status, mediaType, text }: Exchange,
): readonly string[] {
  const responses = toObject(documented.responses);
  const keys = [`${status}`, ...(status >= 400 ? ['default'] : [])].filter((key) => key in responses);
  if (keys.length === 0) return ['is not documented'];
  if (text === '') return [];
  for (const key of keys) {
    const content = toObject(toObject(responses[key]).content);
    const type = Object.keys(content).find((name) => name === '*/*' || bareType(name) === mediaType);
    if (type === undefined) continue;
    const schema = `${pointer}/responses/${key}/content/${escapePointer(type)}/schema`;
    if (mediaType === eventStreamType)
      return readEventData(text).flatMap((data) => checkFrame(schemas, schema, data));
    if (!/^application\/(?:[\w.]+\+)?json$/.test(mediaType)) return [];
    return schemas.response(schema, JSON.parse(text));
  }
  return [`has the media type ${mediaType}, which is not documented`];
}

const checkFrame = (schemas: ApiSchemas, pointer: string, data: string): readonly string[] =>
  schemas
    .frame(pointer, parseFrame(data))
    .map(
      (text) => `streams ${data.slice(0, 200)}, where ${text}: change the schema of its frames, or the frame`,
    );

/** Data that is not JSON is text. */
function parseFrame(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

const checkRequest: typeof checkResponse = (schemas, operation, exchange) => [
  ...(ignoresQuery(operation, exchange.mediaType) ? [] : checkQuery(schemas, operation, exchange)),
  ...checkBody(schemas, operation, exchange),
];

/** Pages leave the query to their scripts, and event streams ignore what polyfills of EventSource add. */
function ignoresQuery({ documented }: Operation, mediaType: string): boolean {
  const { 200: ok } = toObject(documented.responses);
  const isEventStream = eventStreamType in toObject(toObject(ok).content) && mediaType !== 'application/json';
  return isEventStream || (Array.isArray(documented.tags) && documented.tags.includes('page'));
}

const checkQuery: typeof checkResponse = (schemas, { documented, pointer }, { path }) => {
  const given = new URLSearchParams(path.split('?').slice(1).join('?'));
  const declared = (Array.isArray(documented.parameters) ? documented.parameters : []).flatMap(
    (parameter, index) => {
      const { in: place, name, required } = toObject(parameter);
      return place === 'query' ? [{ name: `${name}`, required, index }] : [];
    },
  );
  const unknown = [...given.keys()].filter((name) => declared.every((other) => other.name !== name));
  const missing = declared.filter(({ name, required }) => required && !given.has(name));
  return [
    ...unknown.map((name) => `accepts ?${name}, which is not documented: add it to the query, or refuse it`),
    ...missing.map(
      ({ name }) => `accepts a request without ?${name}: make it optional, or refuse the request`,
    ),
    ...declared.flatMap(({ name, index }) =>
      given
        .getAll(name)
        .flatMap((value) =>
          schemas
            .parameter(`${pointer}/parameters/${index}/schema`, value)
            .map((text) => `accepts ?${name}=${value}, where ${text}: change its schema, or refuse it`),
        ),
    ),
  ];
};

const checkBody: typeof checkResponse = (schemas, { documented, pointer }, { requestBody }) => {
  if (requestBody === undefined || documented.requestBody === undefined) return [];
  const content = toObject(toObject(documented.requestBody).content);
  if (!('application/json' in content)) return ['accepts JSON, which is not documented'];
  return schemas
    .requestBody(`${pointer}/requestBody/content/application~1json/schema`, requestBody)
    .map((text) => `accepts a body whose ${text}`);
};

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

const bareType = (mediaType: string): string => mediaType.split(';')[0]?.trim() ?? '';
