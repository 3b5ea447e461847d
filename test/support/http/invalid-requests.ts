import type { Random } from '../random.ts';
import { invalidValue, type JsonSchema, validValue } from './invalid-values.ts';

export interface InvalidRequest {
  /** The defect, for the title of the test. */
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly queries: readonly string[];
  readonly body: JsonSchema | null;
}

/** As the OpenAPI document has it. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
}

/** Makes requests each of which breaks a rule, from the document; `debates` are ids that exist. */
export function createInvalidRequests(
  document: OpenApiDocument,
  debates: readonly [string, ...string[]],
  random: Random,
) {
  const operations = listOperations(document);
  const withBody = operations.filter(({ body }) => body !== null);
  const withQuery = operations.filter(({ queries }) => queries.length > 0);
  const json = { 'content-type': 'application/json' };
  const pickOperation = (list: readonly Operation[]): Operation => {
    const operation = list[random.below(list.length)];
    if (!operation) throw new Error('the document has no such operation');
    return operation;
  };
  const buildPath = ({ path }: Operation) =>
    path.replace('{id}', random.pick(debates)).replace(/\{\w+\}/, 'E1');
  const request = (
    operation: Operation,
    changes: Partial<InvalidRequest> & { kind: string },
  ): InvalidRequest => ({
    method: operation.method,
    path: buildPath(operation),
    headers: {},
    body: '',
    ...changes,
  });

  const generators: readonly [() => InvalidRequest, ...(() => InvalidRequest)[]] = [
    () => {
      const operation = pickOperation(withBody);
      const body = JSON.stringify(invalidValue(operation.body ?? {}, random)) ?? 'undefined';
      return request(operation, { kind: 'breaks its schema', headers: json, body });
    },
    () => {
      const operation = pickOperation(withBody);
      const body = JSON.stringify(validValue(operation.body ?? {}, random));
      return request(operation, {
        kind: 'is cut off',
        headers: json,
        body: body.slice(0, random.below(body.length)),
      });
    },
    () => {
      const operation = pickOperation(withBody);
      const types = [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        '',
        'json',
        '\u00fc/*',
      ] as const;
      return request(operation, {
        kind: 'is of another type',
        headers: { 'content-type': random.pick(types) },
        body: '{}',
      });
    },
    () => {
      const name = random.pick(['colour', 'rounds', 'evidence', '__proto__']);
      const part = `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\nx\r\n`;
      const whole = `${part}--b--\r\n`;
      const headers = {
        'content-type': `multipart/form-data; boundary=${random.pick(['b', 'b', 'other', '"'])}`,
      };
      const body = whole.slice(0, random.below(2) ? whole.length : random.below(whole.length));
      return request(pickOperation(withBody), {
        kind: 'is a form that breaks',
        path: '/api/v1/debates',
        method: 'POST',
        headers,
        body,
      });
    },
    () => {
      const operation = pickOperation(withQuery);
      const names = ['colour', '__proto__', ...operation.queries.filter((name) => name !== 'q')];
      const value = random.pick([
        '',
        '-1',
        '1e9',
        '%00',
        '%ff',
        'null',
        '99999999999999999999',
        '%F0%9F',
        "'--",
      ]);
      const query = `?${names[random.below(names.length)]}=${value}`;
      return request(operation, {
        kind: 'has a bad query',
        path: `${buildPath(operation)}${query}`,
        headers: { accept: 'application/json' },
      });
    },
    () => {
      const ids = [
        'unknown',
        '%00',
        '%ff%fe',
        '%E0%A4%A',
        '..%2f..',
        '%2e%2e',
        "'%20or%201",
        '🙂',
        'a'.repeat(500),
        '{id}',
        '*',
      ] as const;
      const operation = pickOperation(
        operations.filter(({ path }) => path.startsWith('/api/v1/debates/{id}')),
      );
      const path = operation.path
        .replace('{id}', encodeURI(random.pick(ids)).replaceAll('%25', '%'))
        .replace(/\{\w+\}/, 'E1');
      const query = path.endsWith('/export') ? '?format=md' : '';
      return request(operation, {
        kind: 'names no debate',
        path: `${path}${query}`,
        headers: operation.body ? json : {},
        body: operation.body ? JSON.stringify(validValue(operation.body, random)) : '',
      });
    },
    () => {
      const operation = pickOperation(operations);
      const methods = ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'LOCK', 'MOO', 'get'] as const;
      return request(operation, { kind: 'has another method', method: random.pick(methods) });
    },
    () => {
      const headers = { ...json, 'idempotency-key': random.pick(['', ' ', 'a b', 'ü', 'x'.repeat(201)]) };
      return request(pickOperation(withBody), {
        kind: 'has a bad key',
        method: 'POST',
        path: '/api/v1/debates',
        headers,
        body: '{"question":"Q"}',
      });
    },
    () => {
      const origin = random.pick([
        'http://evil.example',
        'null',
        'file://',
        'http://localhost:1',
        'x',
        'http://[::1',
      ]);
      return request(pickOperation(operations.filter(({ method }) => method !== 'GET')), {
        kind: 'comes from another site',
        headers: { origin },
      });
    },
    () => {
      const host = random.pick([
        'evil.example',
        '10.0.0.1',
        'a b',
        '[::1',
        'localhost@evil.example',
        'localhost#x',
        '\\',
      ]);
      return request(pickOperation(operations), { kind: 'asks for another host', headers: { host } });
    },
    () => {
      const operation = pickOperation(
        operations.filter(
          ({ path, method }) => method === 'POST' && /(cancel|pause|resume|conclude)$/.test(path),
        ),
      );
      return request(operation, {
        kind: 'has a body where none is due',
        headers: json,
        body: random.pick(['{"a":1}', '[', '1', '"x"', '[1]']),
      });
    },
    () => {
      const operation = pickOperation(operations.filter(({ path }) => path.endsWith('/events')));
      const cursor = random.pick(['x', '-1', '1.5', '1e3', '0x10', '9'.repeat(40), '1,2', '1 2']);
      const path = `${buildPath(operation)}?after=${encodeURIComponent(cursor)}`;
      return request(operation, { kind: 'has a bad cursor', path });
    },
    () =>
      request(pickOperation(operations.filter(({ path }) => !path.startsWith('/api/') && path !== '/ws')), {
        kind: 'has a body on GET',
        body: 'x'.repeat(1 + random.below(9)),
        headers: { accept: 'text/html', 'x-fuzz': 'y' },
      }),
    () =>
      request(pickOperation(operations), {
        kind: 'comes to metrics by a proxy',
        method: 'GET',
        path: '/metrics',
        headers: { 'x-forwarded-for': '1.2.3.4' },
      }),
    () => {
      const upgrade = { upgrade: 'websocket', connection: 'Upgrade' };
      const key = { 'sec-websocket-key': random.pick(['', 'short', 'dGhlIHNhbXBsZSBub25jZQ==']) };
      const headers = { ...upgrade, ...key, 'sec-websocket-version': random.pick(['', '12', '99', 'x']) };
      return request(pickOperation(operations), {
        kind: 'is a bad handshake',
        method: 'GET',
        path: random.pick(['/ws', '/ws', '/nowhere', '/ws/x']),
        headers,
      });
    },
  ];
  return (): InvalidRequest => random.pick(generators)();
}

function listOperations({ paths, components }: OpenApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]): Operation => {
      const schema = requestBody?.content['application/json']?.schema;
      const name = schema?.$ref?.split('/').at(-1);
      return {
        method: method.toUpperCase(),
        path,
        queries: parameters
          .filter((parameter) => parameter.in === 'query')
          .map((parameter) => parameter.name),
        body: (name === undefined ? schema : components.schemas[name]) ?? null,
      };
    }),
  );
}

/** The request as bytes, with a Host of this machine unless it names another. */
export function encodeRequest({ method, path, headers, body }: InvalidRequest): Buffer {
  const length = body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const all = { host: 'localhost', connection: 'close', ...length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`);
}

/** Bytes changed in a few places: swapped, dropped, doubled, made up. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
    const start = random.below(result.length);
    const end = start + random.below(8);
    const [before, middle, after] = [
      result.subarray(0, start),
      result.subarray(start, end),
      result.subarray(end),
    ];
    const replaced = random.pick([
      random.bytes(random.below(8)),
      Buffer.alloc(0),
      Buffer.concat([middle, middle]),
      Buffer.from('\r\n'),
    ]);
    result = Buffer.concat([before, replaced, after]);
  }
  return result;
}
