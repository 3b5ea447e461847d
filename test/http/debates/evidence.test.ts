import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeDocx, paragraph } from '../../support/files/make-docx.ts';
import { makePdf } from '../../support/files/make-pdf.ts';
import { openApp } from '../../support/http/open-app.ts';

const { app, create, readSettings } = await openApp({ now: () => new Date('2026-03-01T10:00:00.000Z') });

describe('evidence', () => {
  const withEvidence = (...evidence: readonly object[]) => create({ question: 'Q', evidence });
  const text = async (url: string, id = 'E1') => (await app.call(`${url}/evidence/${id}`)).text;

  test('is numbered in order, hashed and readable', async () => {
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

  test('of HTML is converted to text without markup, scripts and URLs', async () => {
    const page = '<h1>Report</h1><script>steal()</script><p>See <a href="javascript:x">this</a>.</p>';
    const { json } = await withEvidence({ name: 'report.html', text: page });
    expect(await text(json.url)).toBe('Report\n\nSee this.');
    const answer = await app.call(`${json.url}/evidence/E1`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
  });

  test('is cleaned of characters that the database rejects', async () => {
    const { json } = await withEvidence({ name: 'a.txt', text: '\ufeffone\u0000two\ud800three' });
    expect(await text(json.url)).toBe('onetwo\ufffdthree');
  });

  test('has a name without its path', async () => {
    const { json } = await withEvidence({ name: '../../etc/\u202epass\u0007wd.txt ', text: 'x' });
    expect((await readSettings(json.id)).evidence[0]?.name).toBe('pass wd.txt');
  });

  test('above the size limit is refused and names the limit', async () => {
    const answer = await withEvidence({ name: 'big.txt', text: 'ä'.repeat(131_073) });
    expect(answer.json).toMatchObject({ status: 413, code: 'evidence-too-large' });
    expect(answer.json.detail).toBe('big.txt has 262146 bytes; a document can have at most 262144.');
  });

  test('of another media type is refused and names the supported types', async () => {
    const answer = await withEvidence({ name: 'talk.mp3', mediaType: 'audio/mpeg', text: 'ID3' });
    expect(answer.json).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    for (const kind of ['talk.mp3', 'text/plain', 'text/html', 'application/pdf', '.docx', '.csv'])
      expect(answer.json.detail).toContain(kind);
  });

  test('of deeply nested HTML is refused before the conversion', async () => {
    const answer = await withEvidence({ name: 'deep.html', text: '<div>'.repeat(50_000) });
    expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
    expect(answer.json.detail).toContain('200');
  });

  test('of a PDF, docx or CSV file is converted to text', async () => {
    const { json } = await withEvidence(
      { name: 'paper.pdf', base64: makePdf(['It is old.']).toString('base64') },
      { name: 'memo.docx', base64: makeDocx(paragraph('It costs 5.')).toString('base64') },
      { name: 'sales.csv', text: 'year;sales\n2024;1,5\n' },
    );
    const texts = await Promise.all(['E1', 'E2', 'E3'].map((id) => text(json.url, id)));
    expect(texts.map((found) => found.trim())).toEqual([
      'It is old.',
      'It costs 5.',
      'year | sales\n2024 | 1,5',
    ]);
    const mediaTypes = (await readSettings(json.id)).evidence.map(({ mediaType }) => mediaType);
    expect(mediaTypes).toEqual(['application/pdf', expect.stringContaining('wordprocessingml'), 'text/csv']);
  });

  test('of bytes in another character set is converted', async () => {
    const base64 = Buffer.from('größe', 'latin1').toString('base64');
    const { json } = await withEvidence({ name: 'a.txt', mediaType: 'text/plain; charset=latin1', base64 });
    expect(await text(json.url)).toBe('größe');
  });

  test.each([
    [
      { name: 'a.pdf', base64: makePdf(['a'], { isEncrypted: true }).toString('base64') },
      'a.pdf is protected by a password',
    ],
    [{ name: 'a.pdf', text: '%PDF-1.7' }, 'a.pdf is not text. Send its bytes as `base64`'],
    [{ name: 'a.txt', base64: 'data:text/plain,a' }, 'evidence[0].base64: is not base64'],
    [{ name: 'a.txt', base64: 'YQ==', text: 'a' }, 'needs one of text, base64 and url'],
    [{ name: 'a.txt' }, 'needs one of text, base64 and url'],
  ])('that cannot be read is refused: %j', async (document, detail) => {
    const answer = await withEvidence(document);
    expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
    expect(answer.json.detail).toContain(detail);
  });

  test('without text is refused', async () => {
    const answer = await withEvidence({ name: 'empty.html', text: '<p> </p><script>1</script>' });
    expect(answer.json.detail).toBe('empty.html contains no text.');
  });
});

describe('a multipart form', () => {
  const form = (fields: readonly (readonly [string, string | File])[]) => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    return create(data);
  };

  test('accepts the members of the JSON body, with files as evidence', async () => {
    const { status, json } = await form([
      ['question', 'Which?'],
      ['preset', 'duel'],
      ['options', 'Yes'],
      ['options', 'No'],
      ['panel', '[{"model":"scripted-a"},{"model":"scripted-b"}]'],
      ['judge', 'scripted-j'],
      ['jury', '[{"model":"scripted-k"}]'],
      ['exchange', 'ring'],
      ['rounds', '1'],
      ['stopWhenBlindAgree', 'false'],
      ['approval', 'true'],
      ['budgetUsd', '0.5'],
      ['budgetTokens', '800000'],
      ['deadlineSeconds', '60'],
      ['evidence', new File(['# Notes'], 'C:\\files\\notes.md', { type: 'application/octet-stream' })],
      ['evidence', new File(['<p>Hi'], 'page.htm', { type: 'text/html' })],
      ['evidence', new File([makePdf(['Hello'])], 'a.pdf', { type: 'application/pdf' })],
    ]);
    expect(status).toBe(202);
    expect(await readSettings(json.id)).toMatchObject({
      question: 'Which?',
      preset: 'duel',
      options: ['Yes', 'No'],
      panel: [{ model: 'scripted-a' }, { model: 'scripted-b' }],
      judge: { model: 'scripted-j' },
      jury: [{ model: 'scripted-k' }],
      decider: 'jury',
      exchange: 'ring',
      rounds: 1,
      stopWhenBlindAgree: false,
      approval: true,
      budget: { usd: 0.5, tokens: 800_000 },
      deadlineAt: '2026-03-01T10:01:00.000Z',
      evidence: [
        { id: 'E1', name: 'notes.md', mediaType: 'text/markdown' },
        { id: 'E2', name: 'page.htm', mediaType: 'text/html', characters: 2 },
        { id: 'E3', name: 'a.pdf', mediaType: 'application/pdf' },
      ],
    });
  });

  test('asks for a number by its unit', async () => {
    const { json } = await form([
      ['question', 'How long?'],
      ['number', 'weeks'],
      ['tolerance', '0.2'],
    ]);
    expect(await readSettings(json.id)).toMatchObject({
      number: { unit: 'weeks', tolerance: 0.2 },
      decider: 'pool',
    });
    const withoutUnit = await form([
      ['question', 'How long?'],
      ['tolerance', '0.2'],
    ]);
    expect(withoutUnit.json.errors).toMatchObject([{ path: 'number.unit' }]);
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
      'a repeated field',
      [
        ['question', 'Q'],
        ['question', 'R'],
      ],
      'question is repeated',
    ],
    [
      'an invalid number',
      [
        ['question', 'Q'],
        ['rounds', 'two'],
      ],
      'rounds',
    ],
    ['a file instead of text', [['question', new File(['Q'], 'q.txt')]], 'question must be text'],
    [
      'text instead of a file',
      [
        ['question', 'Q'],
        ['evidence', 'text'],
      ],
      'evidence must be a file',
    ],
    [
      'a panel that is not valid JSON',
      [
        ['question', 'Q'],
        ['panel', '[{'],
      ],
      'not valid JSON',
    ],
    ['no question', [['rounds', '1']], 'question'],
    [
      'bytes that are not UTF-8',
      [
        ['question', 'Q'],
        ['evidence', latin1()],
      ],
      'not text in UTF-8',
    ],
    ['more parts than a body may have', manyFields(), '1000'],
  ] as const)('%s is refused by name', async (_, fields, detail) => {
    const answer = await form(fields);
    expect([400, 422]).toContain(answer.status);
    expect(answer.json.detail).toContain(detail);
  });

  test('that cannot be parsed is refused', async () => {
    const answer = await create('nonsense', { 'content-type': 'multipart/form-data; boundary=xyz' });
    expect(answer.json).toMatchObject({ status: 400, code: 'malformed-body' });
  });

  test('with too many documents is refused and names the limit', async () => {
    const file = () => ['evidence', new File(['x'], 'x.txt')] as const;
    const answer = await form([['question', 'Q'], file(), file(), file(), file()]);
    expect(answer.json.detail).toBe('There are 4 documents; a debate can have at most 3.');
  });
});

function latin1(): File {
  return new File([Uint8Array.of(0xe4, 0xf6)], 'old.txt', { type: 'text/plain' });
}

function manyFields(): readonly (readonly [string, string])[] {
  return Array.from({ length: 1001 }, () => ['options', 'x'] as const);
}
