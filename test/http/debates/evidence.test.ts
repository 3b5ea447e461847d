import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openApp } from '../../support/http/open-app.ts';

const { app, create, readSettings } = await openApp({ now: () => new Date('2026-03-01T10:00:00.000Z') });

describe('evidence', () => {
  const withEvidence = (...evidence: readonly object[]) => create({ question: 'Q', evidence });
  const text = async (url: string, id = 'E1') => (await app.call(`${url}/evidence/${id}`)).text;

  test('documents are numbered in order, hashed, and can be read again', async () => {
    const { json } = await withEvidence(
      { name: 'a.md', text: '# A' },
      { name: 'b', mediaType: 'text/plain; charset=utf-8', text: 'B' },
    );
    const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
    expect((await readSettings(json.id)).evidence).toEqual([
      { id: 'E1', name: 'a.md', mediaType: 'text/markdown', characters: 3, hash: sha256('# A') },
      { id: 'E2', name: 'b', mediaType: 'text/plain', characters: 1, hash: sha256('B') },
    ]);
    expect(await text(json.url, 'E2')).toBe('B');
    const missing = await app.call(`${json.url}/evidence/E3`);
    expect(missing.json).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('HTML becomes text: markup, scripts and addresses stay out', async () => {
    const page = '<h1>Report</h1><script>steal()</script><p>See <a href="javascript:x">this</a>.</p>';
    const { json } = await withEvidence({ name: 'report.html', text: page });
    expect(await text(json.url)).toBe('Report\n\nSee this.');
    const answer = await app.call(`${json.url}/evidence/E1`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
  });

  test('what a database cannot hold is cleaned', async () => {
    const { json } = await withEvidence({ name: 'a.txt', text: '\ufeffone\u0000two\ud800three' });
    expect(await text(json.url)).toBe('onetwo\ufffdthree');
  });

  test('a name is only a name', async () => {
    const { json } = await withEvidence({ name: '../../etc/\u202epass\u0007wd.txt ', text: 'x' });
    expect((await readSettings(json.id)).evidence[0]?.name).toBe('pass wd.txt');
  });

  test('a document over the limit is refused with the limit', async () => {
    const answer = await withEvidence({ name: 'big.txt', text: 'ä'.repeat(131_073) });
    expect(answer.json).toMatchObject({ status: 413, code: 'evidence-too-large' });
    expect(answer.json.detail).toBe('big.txt has 262146 bytes; a document has at most 262144.');
  });

  test('other kinds are refused, and the answer names what is accepted', async () => {
    const answer = await withEvidence({ name: 'paper.pdf', mediaType: 'application/pdf', text: '%PDF' });
    expect(answer.json).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    for (const kind of ['paper.pdf', 'text/plain', 'text/markdown', 'text/html'])
      expect(answer.json.detail).toContain(kind);
  });

  test('HTML that nests too deep is refused before it takes a minute', async () => {
    const answer = await withEvidence({ name: 'deep.html', text: '<div>'.repeat(50_000) });
    expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
    expect(answer.json.detail).toContain('200');
  });

  test('a document without text is refused', async () => {
    const answer = await withEvidence({ name: 'empty.html', text: '<p> </p><script>1</script>' });
    expect(answer.json.detail).toBe('empty.html has no text in it.');
  });
});

describe('a form', () => {
  const form = (fields: readonly (readonly [string, string | File])[]) => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    return create(data);
  };

  test('takes the same members, and files as evidence', async () => {
    const { status, json } = await form([
      ['question', 'Which?'],
      ['preset', 'duel'],
      ['options', 'Yes'],
      ['options', 'No'],
      ['panel', '[{"model":"scripted-a"},{"model":"scripted-b"}]'],
      ['judge', 'scripted-j'],
      ['rounds', '1'],
      ['budgetUsd', '0.5'],
      ['budgetTokens', '800'],
      ['deadlineSeconds', '60'],
      ['evidence', new File(['# Notes'], 'C:\\files\\notes.md', { type: 'application/octet-stream' })],
      ['evidence', new File(['<p>Hi'], 'page.htm', { type: 'text/html' })],
    ]);
    expect(status).toBe(202);
    expect(await readSettings(json.id)).toMatchObject({
      question: 'Which?',
      preset: 'duel',
      options: ['Yes', 'No'],
      panel: [{ model: 'scripted-a' }, { model: 'scripted-b' }],
      judge: { model: 'scripted-j' },
      rounds: 1,
      budget: { usd: 0.5, tokens: 800 },
      deadlineAt: '2026-03-01T10:01:00.000Z',
      evidence: [
        { id: 'E1', name: 'notes.md', mediaType: 'text/markdown' },
        { id: 'E2', name: 'page.htm', mediaType: 'text/html', characters: 2 },
      ],
    });
  });

  test.each([
    [
      'an unknown field',
      [
        ['question', 'Q'],
        ['colour', 'red'],
      ],
      'colour',
    ],
    [
      'a field twice',
      [
        ['question', 'Q'],
        ['question', 'R'],
      ],
      'more than once',
    ],
    [
      'a number that is none',
      [
        ['question', 'Q'],
        ['rounds', 'two'],
      ],
      'rounds',
    ],
    ['a file in the place of text', [['question', new File(['Q'], 'q.txt')]], 'question is text'],
    [
      'text in the place of a file',
      [
        ['question', 'Q'],
        ['evidence', 'text'],
      ],
      'evidence is a file',
    ],
    [
      'a panel that is not JSON',
      [
        ['question', 'Q'],
        ['panel', '[{'],
      ],
      'not JSON',
    ],
    ['no question', [['rounds', '1']], 'question'],
    [
      'bytes that are not UTF-8',
      [
        ['question', 'Q'],
        ['evidence', latin1()],
      ],
      'not UTF-8',
    ],
    ['more parts than a body may have', manyFields(), '1000'],
  ] as const)('%s is refused by name', async (_, fields, detail) => {
    const answer = await form(fields);
    expect([400, 422]).toContain(answer.status);
    expect(answer.json.detail).toContain(detail);
  });

  test('a body that is not a form is refused', async () => {
    const answer = await create('nonsense', { 'content-type': 'multipart/form-data; boundary=xyz' });
    expect(answer.json).toMatchObject({ status: 400, code: 'malformed-body' });
  });

  test('more documents than a debate takes are refused with the number', async () => {
    const file = () => ['evidence', new File(['x'], 'x.txt')] as const;
    const answer = await form([['question', 'Q'], file(), file(), file(), file()]);
    expect(answer.json.detail).toBe('There are 4 documents; a debate takes at most 3.');
  });
});

function latin1(): File {
  return new File([Uint8Array.of(0xe4, 0xf6)], 'old.txt', { type: 'text/plain' });
}

function manyFields(): readonly (readonly [string, string])[] {
  return Array.from({ length: 1001 }, () => ['options', 'x'] as const);
}
