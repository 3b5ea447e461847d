import { describe, expect, test } from 'vitest';
import { presets } from '../../../app/debate/core/presets.ts';
import { draftSeats, draftToRequest, emptyDraft, hasInput, withPreset } from '../../../app/page/lib/draft.ts';
import {
  appendDocuments,
  fromAddress,
  fromPastedText,
  readFiles,
} from '../../../app/page/lib/evidence-files.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';

const limits = { documentsMax: 3, documentBytesMax: 100, fileBytesMax: 200 };

describe('draftToRequest', () => {
  test('leaves out empty fields', () => {
    expect(draftToRequest({ ...emptyDraft, question: '  Shall we?  ', options: ['', '  '] })).toEqual({
      question: 'Shall we?',
      preset: 'standard',
    });
  });

  test('contains every set field in the units of the API', () => {
    const draft = {
      ...emptyDraft,
      question: 'Shall we?',
      options: ['yes ', 'no', ''],
      evidence: [fromPastedText('a.md', 'text'), fromAddress('https://docs.example/plan')],
      panel: [
        { role: 'sceptic' as const, model: ' openai:x ' },
        { role: 'member' as const, model: '' },
      ],
      judge: 'anthropic:y',
      rounds: '0',
      deadlineMinutes: '2.5',
      budgetUsd: '0.75',
      budgetTokens: '90000',
    };
    expect(draftToRequest(draft)).toEqual({
      question: 'Shall we?',
      preset: 'standard',
      options: ['yes', 'no'],
      evidence: [
        { name: 'a.md', mediaType: 'text/markdown', text: 'text' },
        { url: 'https://docs.example/plan' },
      ],
      panel: [{ role: 'sceptic', model: 'openai:x' }, { role: 'member' }],
      judge: { model: 'anthropic:y' },
      rounds: 0,
      deadlineSeconds: 150,
      budget: { usd: 0.75, tokens: 90000 },
    });
  });

  test('contains a checklist in place of options for a preset that needs one', () => {
    const draft = { ...emptyDraft, question: 'Q', preset: 'review' as const, options: ['Has a date'] };
    expect(draftToRequest(draft)).toEqual({ question: 'Q', preset: 'review', checklist: ['Has a date'] });
  });

  test('contains the effort for every seat and the judge', () => {
    const draft = { ...emptyDraft, question: 'Q', preset: 'duel' as const, effort: 'high' as const };
    expect(draftToRequest(draft)).toMatchObject({
      panel: [
        { role: 'proponent', effort: 'high' },
        { role: 'opponent', effort: 'high' },
      ],
      judge: { effort: 'high' },
    });
    const panel = [{ role: 'member' as const, model: 'm' }];
    expect(draftToRequest({ ...draft, panel, judge: 'j' })).toMatchObject({
      panel: [{ role: 'member', model: 'm', effort: 'high' }],
      judge: { model: 'j', effort: 'high' },
    });
  });

  test('uses the seats of the preset until they change', () => {
    const available = [{ ...presets.duel, rounds: 1 }];
    const draft = { ...emptyDraft, preset: 'duel' as const };
    expect(draftSeats(draft, available).map(({ role }) => role)).toEqual(['proponent', 'opponent']);
    expect(draftSeats({ ...draft, panel: [{ role: 'member', model: '' }] }, available)).toHaveLength(1);
  });
});

describe('rejected documents', () => {
  test.each([
    [
      new File(['x'], 'talk.mp3'),
      'talk.mp3 was not added. Supported are text, Markdown, HTML, PDF, CSV and docx.',
    ],
    [new File([new Uint8Array([0x89, 0x50, 0x00])], 'image.txt'), 'image.txt was not added: it is not text.'],
    [new File([' \n'], 'nothing.md'), 'nothing.md was not added: it is empty.'],
  ])('have a message: %s', async (file, message) => {
    const good = new File(['# Notes'], 'notes.md');
    const { documents, problems } = await readFiles([file, good], limits, neutralFormats);
    expect(problems).toEqual([message]);
    expect(documents).toEqual([{ name: 'notes.md', mediaType: 'text/markdown', text: '# Notes', bytes: 7 }]);
  });

  test('are not those in UTF-16 or Latin-1, which are converted', async () => {
    const file = (encoding: 'utf16le' | 'latin1', text: string) =>
      new File([new Uint8Array(Buffer.from(text, encoding))], `${encoding}.txt`);
    const files = [file('utf16le', '\ufeffGröße'), file('latin1', 'Größe')];
    const { documents, problems } = await readFiles(files, limits, neutralFormats);
    expect(documents.map((document) => 'text' in document && document.text)).toEqual(['Größe', 'Größe']);
    expect(problems).toEqual([
      expect.stringContaining('latin1.txt is not UTF-8 and was read as Windows-1252'),
    ]);
  });

  test('do not keep the others from being added when one is too large', () => {
    const { documents, problems } = appendDocuments(
      [],
      [fromPastedText('big.txt', 'x'.repeat(101)), fromPastedText('ok.txt', 'x')],
      limits,
      neutralFormats,
    );
    expect(problems).toEqual(['big.txt was not added: it has 101 B, at most 100 B are allowed.']);
    expect(documents.map(({ name }) => name)).toEqual(['ok.txt']);
  });

  test('are files within their own limit, and a larger one is not read', async () => {
    const large = new File(['x'.repeat(201)], 'b.docx');
    large.arrayBuffer = () => Promise.reject(new RangeError('Invalid string length'));
    const { documents, problems } = await readFiles(
      [new File(['x'.repeat(150)], 'a.PDF'), large],
      limits,
      neutralFormats,
    );
    expect(problems).toEqual(['b.docx was not added: it has 201 B, at most 200 B are allowed.']);
    expect(appendDocuments([], documents, limits, neutralFormats).documents).toEqual([
      { name: 'a.PDF', mediaType: 'application/pdf', base64: btoa('x'.repeat(150)), bytes: 150 },
    ]);
  });

  test('are those beyond the maximum number', () => {
    const more = ['b', 'c', 'd', 'e'].map((name) => fromPastedText(`${name}.txt`, name));
    const { documents, problems } = appendDocuments(
      [fromPastedText('a.txt', 'a')],
      more,
      limits,
      neutralFormats,
    );
    expect(problems).toEqual(['At most 3 documents are allowed: 2 not added.']);
    expect(documents.map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });
});

test('each preset keeps its changed seats while another is looked at', () => {
  const panel = [{ role: 'member' as const, model: 'm' }];
  const duel = withPreset({ ...emptyDraft, panel }, 'duel');
  expect(duel).toMatchObject({ preset: 'duel', panel: null });
  const changed = { ...duel, panel: [{ role: 'opponent' as const, model: '' }] };
  expect(withPreset(changed, 'standard').panel).toEqual(panel);
  expect(withPreset(withPreset(changed, 'standard'), 'duel').panel).toEqual(changed.panel);
});

test('only an untouched form has nothing to lose', () => {
  expect(hasInput(emptyDraft)).toBe(false);
  expect(hasInput({ ...emptyDraft, question: ' ' })).toBe(false);
  expect(hasInput({ ...emptyDraft, options: ['yes'] })).toBe(true);
  expect(hasInput({ ...emptyDraft, evidence: [fromPastedText('a.md', 'text')] })).toBe(true);
});
