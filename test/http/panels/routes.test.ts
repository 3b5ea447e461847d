import { describe, expect, test } from 'vitest';
import { openApp } from '../../support/http/open-app.ts';

const { app, create, readSettings } = await openApp();

const save = (name: string, body: object) => app.call(`/api/v1/panels/${name}`, { method: 'PUT', body });
const get = (name: string) => app.call(`/api/v1/panels/${name}`);

const lawyers = {
  preset: 'duel',
  panel: [
    { name: 'Ada', role: 'proponent', model: 'scripted-a', instructions: 'Read for liability.' },
    { name: 'Bela', role: 'opponent', model: 'scripted-b' },
  ],
  judge: { model: 'scripted-j' },
  rounds: 1,
  budget: { tokens: 900_000 },
};

describe('a panel under a name', () => {
  test('is saved, listed, replaced and deleted', async () => {
    const saved = await save('lawyers', lawyers);
    expect(saved.json).toMatchObject({ name: 'lawyers', settings: lawyers });
    expect((await get('lawyers')).json).toEqual(saved.json);
    await save('analysts', { preset: 'deep' });
    await save('lawyers', { ...lawyers, rounds: 2 });
    const { panels } = (await app.call('/api/v1/panels')).json;
    expect(panels).toMatchObject([
      { name: 'analysts', settings: { preset: 'deep' } },
      { name: 'lawyers', settings: { rounds: 2 } },
    ]);
    expect((await app.call('/api/v1/panels/analysts', { method: 'DELETE' })).status).toBe(204);
    for (const method of ['GET', 'DELETE'])
      expect((await app.call('/api/v1/panels/analysts', { method })).json).toMatchObject({ status: 404 });
  });

  test.each([
    ['a question', 'a', { question: 'Why?' }, 'question'],
    ['a role that there is none of', 'a', { panel: [{ role: 'king' }, {}] }, 'panel[0].role'],
    ['another panel', 'a', { panel: 'lawyers' }, 'panel'],
    ['a wrong name', 'A%20b', {}, 'small letters'],
  ])('with %s is refused', async (_, name, body, problem) => {
    const { json } = await save(name, body);
    expect(json).toMatchObject({ status: 422, detail: expect.stringContaining(problem) });
  });
});

describe('a debate that names a panel', () => {
  test('copies it, and keeps its copy when the panel changes', async () => {
    await save('copied', lawyers);
    const { json } = await create({ question: 'Do we sign?', panel: 'copied' });
    const expected = { ...lawyers, question: 'Do we sign?' };
    expect(await readSettings(json.id)).toMatchObject(expected);
    await save('copied', { preset: 'deep' });
    await app.call('/api/v1/panels/copied', { method: 'DELETE' });
    expect(await readSettings(json.id)).toMatchObject(expected);
  });

  test('has its own members in place of those of the panel', async () => {
    await save('mine', lawyers);
    const { json } = await create({ question: 'Q', panel: 'mine', rounds: 0, judge: {} });
    const settings = await readSettings(json.id);
    expect(settings).toMatchObject({ preset: 'duel', rounds: 0, judge: { model: 'scripted' } });
    expect(settings.panel.map(({ name }) => name)).toEqual(['Ada', 'Bela']);
  });

  test('is refused when there is none, or when panel and question contradict each other', async () => {
    for (const panel of ['none', 'No name!']) {
      const { json } = await create({ question: 'Q', panel });
      expect(json).toMatchObject({ status: 422, errors: [{ path: 'panel' }] });
      expect(json.detail).toContain(`there is no panel "${panel}"`);
    }
    await save('blind', { baseline: 'separate' });
    const { json } = await create({ question: 'Q', options: ['A', 'B'], panel: 'blind' });
    expect(json).toMatchObject({ status: 422, errors: [{ path: 'baseline' }] });
  });

  test('is found by its Idempotency-Key after the panel has changed or gone', async () => {
    await save('again', lawyers);
    const headers = { 'idempotency-key': 'again' };
    const body = { question: 'Q', panel: 'again' };
    const first = await create(body, headers);
    await save('again', { preset: 'deep' });
    expect((await create(body, headers)).json.id).toBe(first.json.id);
    const other = await create({ ...body, rounds: 1 }, headers);
    expect(other.json).toMatchObject({ code: 'idempotency-conflict' });
    await app.call('/api/v1/panels/again', { method: 'DELETE' });
    expect((await create(body, headers)).json.id).toBe(first.json.id);
  });

  test('can be a form, an estimate or another run', async () => {
    await save('reused', lawyers);
    const form = new FormData();
    form.append('question', 'Q');
    form.append('panel', 'reused');
    const { id } = (await create(form)).json;
    expect(await readSettings(id)).toMatchObject(lawyers);
    const estimate = { method: 'POST', body: { question: 'Q', panel: 'reused' } };
    expect((await app.call('/api/v1/estimates', estimate)).json).toMatchObject({ preset: 'duel', rounds: 1 });
    const plain = (await create({ question: 'Q', rounds: 2 })).json.id;
    await app.call(`/api/v1/debates/${plain}/cancel`, { method: 'POST' });
    const rerun = { method: 'POST', body: { panel: 'reused' } };
    const again = await app.call(`/api/v1/debates/${plain}/reruns`, rerun);
    expect(await readSettings(again.json.id)).toMatchObject(lawyers);
  });
});
