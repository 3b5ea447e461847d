import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { debateCancelled, noteAdded } from '../../support/debates/events.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openServer } from '../../support/http/open-app.ts';
import { seedDebate, startTestServer } from '../../support/http/test-app.ts';
import { until } from '../../support/until.ts';

const { server, database } = await openServer();
const clientOf = (url: string, apiKey = 'none') =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const openai = clientOf(server.server.url);
const { record, events } = openQuestionDebate();
const ended = await seedDebate(database.store, events);

const model = 'rostrum/standard';
const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] });
const continued = (debate: string) => ({ ...ask('Again?'), metadata: { debate } });
const usage = {
  prompt_tokens: record.cost.byAgent.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
  completion_tokens: record.cost.byAgent.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
};
const settingsOf = async (debate: string) => {
  const [first] = await database.store.events({ tenant: 'local', debate }, 0, 1);
  return first?.type === 'debate.created' ? first.data : null;
};

test('the models are the presets and the panels of the caller', async () => {
  const { data } = await openai.models.list();
  expect(data.map(({ id }) => id)).toContain('rostrum/council');
  expect(data.map(({ id }) => id)).not.toContain('rostrum/review');
  expect(data[0]).toMatchObject({ id: 'rostrum/standard', object: 'model', owned_by: 'rostrum' });
});

test('each panel that the server keeps is a model that a completion takes', async () => {
  const save = (name: string, body: object) => server.call(`/api/v1/panels/${name}`, { method: 'PUT', body });
  await save('careful', { preset: 'duel', rounds: 2 });
  await save('reviewers', { preset: 'review' });
  const { data } = await openai.models.list();
  const panels = data.filter(({ id }) => id.startsWith('rostrum/panel/'));
  expect(panels).toMatchObject([{ id: 'rostrum/panel/careful', description: 'The panel careful' }]);
  const { response } = await openai.chat.completions
    .create({ ...ask('Which?'), model: panels[0]?.id ?? '', stream: true })
    .withResponse();
  await response.body?.cancel();
  const debate = response.headers.get('x-rostrum-debate') ?? '';
  expect(await settingsOf(debate)).toMatchObject({ preset: 'duel', rounds: 2 });
});

describe('a completion', () => {
  test('has the answer, the course of the debate, its usage and its id', async () => {
    const completion = await openai.chat.completions.create(continued(ended));
    expect(completion).toMatchObject({
      id: ended,
      object: 'chat.completion',
      model,
      choices: [{ finish_reason: 'stop', message: { role: 'assistant', refusal: null } }],
      usage: { ...usage, cost: record.cost.usd },
      rostrum: { debate: ended, outcome: 'decided', agreement: record.agreement?.score },
    });
    const [choice] = completion.choices;
    expect(choice?.message.content).toBe(record.answer);
    expect(Reflect.get(choice?.message ?? {}, 'reasoning_content')).toContain('Minority report: ');
  });

  test('of a debate without an answer has none, and says why', async () => {
    const debate = await seedDebate(database.store, [...events.slice(0, 1), debateCancelled]);
    const { choices } = await openai.chat.completions.create(continued(debate));
    expect(choices[0]?.message).toMatchObject({ content: null, refusal: 'Cancelled by a person.' });
  });

  test('streams the course as reasoning, then the answer, then the usage', async () => {
    const parts = { reasoning_content: '', content: '' };
    const chunks = [];
    const options = { stream: true, stream_options: { include_usage: true } } as const;
    for await (const chunk of await openai.chat.completions.create({ ...continued(ended), ...options })) {
      chunks.push(chunk);
      const delta = chunk.choices[0]?.delta ?? {};
      for (const part of ['reasoning_content', 'content'] as const)
        parts[part] += Reflect.get(delta, part) ?? '';
    }
    expect(parts.content).toBe(record.answer);
    expect(parts.reasoning_content).toContain('Agreement: ');
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([ended]));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
  });

  test('takes the last message of the user as the question, and the others as evidence', async () => {
    const { response } = await openai.chat.completions
      .create({
        model: 'rostrum/duel',
        stream: true,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Good day.' },
          { role: 'user', content: [{ type: 'text', text: 'Which one?' }] },
        ],
      })
      .withResponse();
    const debate = response.headers.get('x-rostrum-debate') ?? '';
    await response.body?.cancel();
    expect(await settingsOf(debate)).toMatchObject({ question: 'Which one?', preset: 'duel' });
    const [document] = await database.store.evidence({ tenant: 'local', debate });
    expect(document?.text).toBe('**system:** Be brief.\n\n**user:** Hello\n\n**assistant:** Good day.');
  });

  test('of a panel that does not exist is refused', async () => {
    const missing = openai.chat.completions.create({ ...ask('Which?'), model: 'rostrum/panel/none' });
    await expect(missing).rejects.toThrow('there is no panel "none"');
  });
});

describe('a debate that outlasts its request', () => {
  test('goes on, and a repetition with the same Idempotency-Key has its answer', async () => {
    const options = { headers: { 'idempotency-key': 'k1' } };
    const gaveUp = new AbortController();
    const { response } = await openai.chat.completions
      .create({ ...ask('Does it go on?'), stream: true }, { ...options, signal: gaveUp.signal })
      .withResponse();
    const debate = response.headers.get('x-rostrum-debate') ?? '';
    gaveUp.abort();
    expect((await server.call(`/api/v1/debates/${debate}`)).json).toMatchObject({ status: 'running' });
    const repeated = openai.chat.completions.create(ask('Does it go on?'), options);
    await server.append(debate, noteAdded('Still here.'));
    await server.append(debate, debateCancelled);
    expect((await repeated).id).toBe(debate);
  });

  test('is waited for with line breaks before the document, and with comments in a stream', async () => {
    const contract = profile('test');
    const started = await openai.chat.completions.create(ask('How long?')).asResponse();
    const debate = started.headers.get('x-rostrum-debate') ?? '';
    const stream = await openai.chat.completions.create({ ...continued(debate), stream: true }).asResponse();
    const texts = [readText(started), readText(stream)] as const;
    const heartbeats = () => texts[0].text.startsWith('\n') && texts[1].text.includes(': \n\n');
    await until(heartbeats, `heartbeats each ${contract.live.heartbeatMs} ms`);
    await server.append(debate, debateCancelled);
    await until(() => texts.every(({ ended }) => ended), 'the end of both');
    expect(JSON.parse(texts[0].text)).toMatchObject({ id: debate });
    expect(texts[1].text).toMatch(/data: \[DONE\]\n\n$/);
  });
});

test('a process that ends says how to continue', async () => {
  const leaving = await startTestServer(database.store);
  const stream = await clientOf(leaving.server.url).chat.completions.create({
    ...ask('Who leaves?'),
    stream: true,
  });
  const read = (async () => {
    for await (const _ of stream);
  })();
  await leaving.deps.viewers.drain(0);
  await expect(read).rejects.toThrow('Repeat the request with its Idempotency-Key');
  await leaving.stop();
});

function readText(response: Response) {
  const read = { text: '', ended: false };
  void (async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) read.text += part;
    read.ended = true;
  })();
  return read;
}

describe('a refused request starts no debate', () => {
  const debates: string[] = [];
  const onDebateCreated = () => debates.push('created');

  test('on a process without a place for a viewer', async () => {
    const contract = applyOverrides(profile('test'), { live: { viewersMax: 0 } });
    const full = await startTestServer(database.store, { contract, onDebateCreated });
    const refused = clientOf(full.server.url).chat.completions.create(ask('Is there room?'));
    await expect(refused).rejects.toMatchObject({ status: 503, code: 'overloaded' });
    expect(debates).toEqual([]);
    await full.stop();
  });

  test('on a process that drains', async () => {
    const drainSignal = AbortSignal.abort();
    const stopping = await startTestServer(database.store, { drainSignal, onDebateCreated });
    const refused = clientOf(stopping.server.url).chat.completions.create(ask('Is it over?'));
    await expect(refused).rejects.toMatchObject({ status: 503, code: 'overloaded' });
    expect(debates).toEqual([]);
    await stopping.stop();
  });

  test('with a key that may not read its record', async () => {
    const keyed = await startTestServer(database.store, { policy: keyedAccess, onDebateCreated });
    const { credential } = await createTestKey(database.store, 'runner', ['run']);
    const refused = clientOf(keyed.server.url, credential).chat.completions.create(ask('May I?'));
    await expect(refused).rejects.toMatchObject({ status: 403, code: 'insufficient-scope' });
    expect(debates).toEqual([]);
    await keyed.stop();
  });
});

describe('errors have the form of OpenAI', () => {
  test.each([
    [{ model: 'gpt-4' }, 404, 'not-found', 'There is no model "gpt-4"'],
    [
      { messages: [{ role: 'system' as const, content: 'Hi' }] },
      422,
      'validation-failed',
      'whose role is user',
    ],
    [{ tools: [{ type: 'function' as const, function: { name: 'f' } }] }, 422, 'validation-failed', 'tools'],
    [{ messages: ask('x'.repeat(8001)).messages }, 422, 'validation-failed', 'messages[0]'],
    [continued('unknown'), 404, 'not-found', 'Debate "unknown" does not exist.'],
  ])('%j', async (changes, status, code, message) => {
    const error = await openai.chat.completions
      .create({ ...ask('Why?'), ...changes })
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status, code, type: 'invalid_request_error' });
    expect(error.message).toContain(message);
  });

  test('also without a key, and for a debate of another tenant', async () => {
    const keyed = await startTestServer(database.store, { policy: keyedAccess });
    const { credential } = await createTestKey(database.store, 'stranger');
    const refused = await clientOf(keyed.server.url)
      .models.list()
      .catch((reason) => reason);
    expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
    const stranger = clientOf(keyed.server.url, credential);
    const missing = await stranger.chat.completions.create(continued(ended)).catch((reason) => reason);
    expect(missing).toBeInstanceOf(OpenAI.NotFoundError);
    await keyed.stop();
  });
});
