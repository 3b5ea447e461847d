import { sources } from '../style/sources.ts';
import type { OpenApiDocument } from '../support/http/invalid-requests.ts';
import type { JsonSchema } from '../support/http/invalid-values.ts';
import type { TestApp } from '../support/http/test-app.ts';
import type { Door } from './measure.ts';

/** Node refuses longer headers, the line of the request included. */
const headerCharsMax = 16_000;

/** Bodies that are valid, of which a door replaces one member. */
const validBodies: Readonly<Record<string, object>> = {
  createDebate: {
    question: 'Should it be moved?',
    options: ['Yes', 'No'],
    evidence: [{ name: 'a.txt', mediaType: 'text/plain', text: 'It is old.' }],
    panel: [
      { name: 'A', role: 'member', model: 'scripted:a', fallback: 'scripted:b' },
      { name: 'B', role: 'skeptic', model: 'scripted:b' },
    ],
    judge: { model: 'scripted:a' },
  },
  addNote: { text: 'Look at the cost.' },
  createKey: { name: 'Reader', scopes: ['read'], tenant: 'other' },
  createTicket: { debate: 'd1' },
  extendDebate: { deadlineSeconds: 3000, budget: { tokens: 100_000 } },
  // Without a model: a stream needs a connection.
  createChatCompletion: { model: 'none', messages: [{ role: 'user', content: 'Why?' }] },
  mcp: { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} },
  renameDebate: { title: 'The depot' },
  savePanel: { panel: [{ name: 'A', role: 'member' }, { name: 'B' }], judge: { model: 'scripted:a' } },
};
const sameBodyAs: Readonly<Record<string, string>> = {
  estimateDebate: 'createDebate',
  followUpDebate: 'createDebate',
  rerunDebate: 'createDebate',
};

type Call = (path: string, options?: Parameters<TestApp['call']>[1]) => Promise<unknown>;

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
  readonly body: JsonSchema | null;
}

const evidenceTypes = ['text/plain', 'text/markdown', 'text/html'];

/** One door for each parameter, header and member of a body that the program takes. `debate` is an id that exists. */
export function httpDoors(
  document: OpenApiDocument,
  call: Call,
  debate: string,
  limits: { readonly bodyCharsMax: number; readonly documentCharsMax: number },
): readonly Door[] {
  const operations = listOperations(document);
  const pathOf = ({ path }: Operation) =>
    path
      .replace('{id}', debate)
      .replace('{panel}', 'lawyers')
      .replace(/\{\w+\}/g, 'E1');
  const parameterDoors = operations.flatMap((operation) => {
    const { name, method, parameters } = operation;
    return parameters.flatMap((parameter): Door[] => {
      if (parameter.in === 'header') return [];
      const feed = (text: string) => {
        const value = encodeURIComponent(text.toWellFormed());
        const path =
          parameter.in === 'path'
            ? pathOf({ ...operation, path: operation.path.replace(`{${parameter.name}}`, value || 'x') })
            : `${pathOf(operation)}?${parameter.name}=${value}`;
        // A page of events instead of a stream, which needs a connection.
        const headers = { accept: 'application/json' };
        return call(path.slice(0, headerCharsMax).replace(/%.?$/, ''), { method, headers });
      };
      return [{ name: `${name} ${parameter.in} ${parameter.name}`, charsMax: headerCharsMax, feed }];
    });
  });
  const bodyDoors = operations.flatMap((operation): Door[] => {
    const { name, method, body } = operation;
    if (body === null) return [];
    const valid = validBodies[sameBodyAs[name] ?? name];
    if (valid === undefined)
      throw new Error(`${name} takes a body: add a valid one to validBodies in test/doors/http-doors.ts`);
    const send = (value: unknown) => call(pathOf(operation), { method, body: value });
    const json = { 'content-type': 'application/json' };
    // The members of one that takes the body of another are read by the same schema.
    const members = name in sameBodyAs ? [] : memberPaths(body, document);
    const [headers, sendText] = [
      json,
      (text: string) => call(pathOf(operation), { method, headers, body: text }),
    ];
    return [
      { name: `${name} body`, charsMax: limits.bodyCharsMax, feed: (text) => sendText(text.toWellFormed()) },
      ...members.map(
        (path): Door => ({
          name: `${name} body ${path.join('.')}`,
          charsMax: path.includes('evidence') ? limits.documentCharsMax : limits.bodyCharsMax,
          feed: (text) => send(withMember(valid, path, text)),
        }),
      ),
    ];
  });
  return [...parameterDoors, ...bodyDoors, ...evidenceDoors(call, limits), ...headerDoors(call, debate)];
}

const evidenceDoors = (
  call: Call,
  { documentCharsMax }: { readonly documentCharsMax: number },
): readonly Door[] =>
  evidenceTypes.flatMap((mediaType) => [
    {
      name: `createDebate evidence of ${mediaType}`,
      charsMax: documentCharsMax,
      feed: (text: string) =>
        call('/api/v1/debates', {
          method: 'POST',
          body: { ...validBodies.createDebate, evidence: [{ name: 'a', mediaType, text }] },
        }),
    },
    {
      name: `createDebate file of ${mediaType}`,
      charsMax: documentCharsMax,
      feed: (text: string) => {
        const form = new FormData();
        form.set('question', text.slice(0, 8000));
        form.set('evidence', new File([text], 'a', { type: mediaType }));
        return call('/api/v1/debates', { method: 'POST', body: form });
      },
    },
  ]);

/** The headers that the program reads, from its sources. */
export function readHeaders(): readonly string[] {
  const read = /req\.header\(\s*'([\w-]+)'/g;
  const files = sources().filter(({ path }) => path.startsWith('app/http/'));
  return [
    ...new Set(files.flatMap(({ text }) => [...text.matchAll(read)].map(([, name = '']) => name))),
  ].sort();
}

const headerDoors = (call: Call, debate: string): readonly Door[] =>
  readHeaders().map((name) => ({
    name: `header ${name}`,
    charsMax: headerCharsMax,
    async feed(text) {
      const headers = { [name]: text.replace(/[^\t -~]/g, '~') };
      await call('/', { headers });
      await call('/metrics', { headers });
      if (name !== 'accept')
        await call(`/api/v1/debates/${debate}/events`, {
          headers: { accept: 'application/json', ...headers },
        });
      await call('/api/v1/debates', { method: 'POST', headers, body: { question: '' } });
    },
  }));

const methods: readonly string[] = ['get', 'post', 'put', 'patch', 'delete'];

const listOperations = ({ paths }: OpenApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).flatMap(([method, operation]) => {
      if (!methods.includes(method)) return [];
      const { operationId: name, parameters = [], requestBody } = operation;
      const body = requestBody?.content['application/json']?.schema ?? null;
      return [{ name, method: method.toUpperCase(), path, parameters, body }];
    }),
  );

/** The paths of all members of a schema, to every depth. */
function memberPaths(schema: JsonSchema, document: OpenApiDocument): readonly (readonly string[])[] {
  const resolved = resolve(schema, document);
  if (resolved.anyOf) return resolved.anyOf.flatMap((form) => memberPaths(form, document));
  if (resolved.items) return memberPaths(resolved.items, document).map((path) => ['0', ...path]);
  return Object.entries(resolved.properties ?? {}).flatMap(([name, member]) => [
    [name],
    ...memberPaths(member, document).map((path) => [name, ...path]),
  ]);
}

function resolve(schema: JsonSchema, { components }: OpenApiDocument): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (components.schemas[name] ?? {});
}

/** A copy of `value` with another member at `path`. */
function withMember(value: unknown, [name, ...rest]: readonly string[], member: unknown): unknown {
  if (name === undefined) return member;
  if (Array.isArray(value)) return [withMember(value[Number(name)], rest, member), ...value.slice(1)];
  const members = typeof value === 'object' && value !== null ? value : {};
  return { ...members, [name]: withMember(Reflect.get(members, name), rest, member) };
}
