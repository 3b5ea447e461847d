import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../app/contract/route.ts';
import { type RouteName, routes } from '../../../app/contract/routes.ts';
import { problemTypes } from '../../../app/http/errors/problem-types.ts';
import { isOpenAiPath } from '../../../app/http/openai/errors.ts';
import { eventsSchema } from '../../../app/http/schemas/events.ts';
import { recordSchema } from '../../../app/http/schemas/record.ts';
import {
  agentsSchema,
  createdSchema,
  debateListSchema,
  pendingSchema,
  problemSchema,
} from '../../../app/http/schemas/responses.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
} from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { seedDebate, type TestResponse } from '../../support/http/test-app.ts';

const { app, database } = await openApp();

const table: readonly Route[] = Object.values(routes);
const names = Object.keys(routes) as RouteName[];

test('exactly the routes of the route table are mounted', () => {
  const mounted = app.hono.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const wanted = table.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect([...new Set(mounted)].sort()).toEqual(wanted.sort());
});

describe('the OpenAPI document', () => {
  test('states how long an Idempotency-Key is kept', async () => {
    const { json } = await app.call('/openapi.json');
    expect(JSON.stringify(json.paths['/api/v1/debates'].post.parameters)).toContain('24 hours');
  });

  test('is OpenAPI 3.1 and has a response and the problem for every route', async () => {
    const { json } = await app.call('/openapi.json');
    expect(json).toMatchObject({ openapi: '3.1.0', info: { title: 'Rostrum', version: '1.2.3' } });
    for (const name of names) {
      const { method, path, description, class: routeClass } = routes[name];
      const operation = json.paths[path][method];
      expect(operation).toMatchObject({ operationId: name, summary: description, tags: [routeClass] });
      expect(Object.keys(operation.responses).length).toBeGreaterThan(1);
      expect(operation.responses.default.content).toMatchObject(
        isOpenAiPath(path)
          ? { 'application/json': { schema: { $ref: '#/components/schemas/OpenAiError' } } }
          : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      );
      const parameters = (operation.parameters ?? []).filter(
        ({ in: place }: { in: string }) => place === 'path',
      );
      expect(parameters).toHaveLength(path.match(/\{/g)?.length ?? 0);
    }
    expect(Object.keys(json.paths).sort()).toEqual([...new Set(table.map(({ path }) => path))].sort());
  });

  test('an exported JSON file is a record', async () => {
    const { json } = await app.call('/openapi.json');
    const { content } = json.paths['/api/v1/debates/{id}/export'].get.responses[200];
    expect(content['application/json; charset=utf-8'].schema).toEqual({
      $ref: '#/components/schemas/Record',
    });
  });

  test('has no dangling reference', async () => {
    const { text, json } = await app.call('/openapi.json');
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(20);
    for (const name of new Set(references)) expect(json.components.schemas).toHaveProperty([name ?? '']);
  });

  test('states the limits of the contract', async () => {
    const { json } = await app.call('/openapi.json');
    const { NewDebate, NewNote } = json.components.schemas;
    expect(NewDebate.properties.question).toMatchObject({ minLength: 1, maxLength: 8000 });
    expect(NewDebate.properties.panel.anyOf[0]).toMatchObject({ minItems: 2, maxItems: 8 });
    expect(NewDebate.additionalProperties).toBe(false);
    expect(NewNote.properties.text.maxLength).toBe(4000);
    const body = json.paths['/api/v1/debates'].post.requestBody.content;
    expect(Object.keys(body)).toEqual(['application/json', 'multipart/form-data']);
  });

  test('describes the stream and the socket', async () => {
    const { json } = await app.call('/openapi.json');
    const events = json.paths['/api/v1/debates/{id}/events'].get;
    expect(Object.keys(events.responses[200].content)).toEqual(['text/event-stream', 'application/json']);
    expect(events.description).toContain('Last-Event-ID');
    expect(json.paths['/ws'].get.description).toContain('subscribe');
    expect(json.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problemTypes));
  });
});

describe('responses match the OpenAPI document', () => {
  /** As a client that has only the document validates; null: valid. */
  let validate: (schema: string, value: unknown) => unknown;
  beforeAll(async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema((await app.call('/openapi.json')).json, 'api');
    validate = (schema, value) => {
      const check = ajv.getSchema(`api#/components/schemas/${schema}`);
      return check?.(value) ? null : check?.errors;
    };
  });

  const get = (path: string, accept = 'application/json') => app.call(path, { headers: { accept } });

  test('for lists, records and events of debates with every outcome', async () => {
    for (const worked of [openQuestionDebate(), closedQuestionDebate(), cancelledDebate()]) {
      const id = await seedDebate(database.store, worked.events);
      const record = (await get(`/api/v1/debates/${id}/record`)).json;
      expect(recordSchema.parse(record)).toEqual(record);
      expect(validate('Record', record)).toBeNull();
      const exported = (await get(`/api/v1/debates/${id}/export?format=json`)).json;
      expect(validate('Record', exported)).toBeNull();
      const events = (await get(`/api/v1/debates/${id}/events`)).json;
      expect(eventsSchema.parse(events)).toEqual(events);
    }
    const list = (await get('/api/v1/debates')).json;
    expect(debateListSchema.parse(list)).toEqual(list);
    const agents = (await get('/api/v1/agents')).json;
    expect(agentsSchema.parse(agents)).toEqual(agents);
  });

  test('for creation, pending records and problems', async () => {
    const post = (body: unknown): Promise<TestResponse> =>
      app.call('/api/v1/debates', { method: 'POST', body });
    const created = (await post({ question: 'Q' })).json;
    expect(createdSchema.parse(created)).toEqual(created);
    const pending = (await get(`${created.url}/record`)).json;
    expect(pendingSchema.parse(pending)).toEqual(pending);
    const problem = (await post({ question: '' })).json;
    expect(problemSchema.parse(problem)).toEqual(problem);
  });
});

describe('the docs page', () => {
  test('has an anchor for every route, problem and schema', async () => {
    const { headers, text } = await app.call('/docs');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const { json } = await app.call('/openapi.json');
    const anchors = [
      ...names,
      ...Object.keys(problemTypes),
      ...Object.keys(json.components.schemas).map((name) => `schema-${name}`),
    ];
    for (const anchor of anchors) expect(text).toContain(`id="${anchor}"`);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor);
    for (const anchor of new Set(links)) expect(text).toContain(`id="${anchor}"`);
  });

  test('has nothing inline, and loads its script and style from this server', async () => {
    const { text } = await app.call('/docs');
    expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)|style=|<style|(?:src|href)="https?:|`/);
    const path = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
    const style = await app.call(path(/<link rel="stylesheet" href="([^"]+)">/));
    const script = await app.call(path(/<script type="module" src="([^"]+)">/));
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const { headers } of [style, script]) expect(headers.get('cache-control')).toContain('immutable');
  });

  test('begins with authentication, and its example of a creation is accepted', async () => {
    const { text } = await app.call('/docs');
    expect(text.indexOf('id="authentication"')).toBeLessThan(text.indexOf('id="createDebate"'));
    const section = text.slice(text.indexOf('id="createDebate"'));
    const [, example = ''] = /-d (?:'|&#39;)(.*?)(?:'|&#39;)<\/code>/.exec(section) ?? [];
    const body = JSON.parse(example.replaceAll('&quot;', '"'));
    expect((await app.call('/api/v1/debates', { method: 'POST', body })).status).toBe(202);
  });

  test('is linked by the type of every problem', async () => {
    const { json } = await app.call('/nowhere');
    expect(json.type).toBe('/docs#not-found');
  });
});
