import { expect, test } from 'vitest';
import { presetNames } from '../../../app/debate/core/presets.ts';
import { draftToRequest, withPreset } from '../../../app/page/lib/draft.ts';
import { draftFromSettings } from '../../../app/page/lib/draft-from-debate.ts';
import { settings } from '../../support/debates/debate-driver.ts';

test('the draft of a debate asks for the same panel, limits and documents', () => {
  const debate = settings({
    rounds: 1,
    budget: { usd: 0.5 },
    createdAt: '2026-06-01T10:00:00.000Z',
    deadlineAt: '2026-06-01T10:30:00.000Z',
    evidence: [
      { id: 'E1', name: 'a.md', mediaType: 'text/markdown', characters: 4, hash: '' },
      { id: 'E2', name: 'b.html', mediaType: 'text/html', characters: 4, hash: '' },
    ],
  });
  const request = draftToRequest(draftFromSettings(debate, ['**a**', 'read']));
  expect(request).toMatchObject({
    question: debate.question,
    rounds: 1,
    budget: { usd: 0.5 },
    deadlineSeconds: 1800,
    judge: { model: debate.judge.model },
    evidence: [
      { name: 'a.md', mediaType: 'text/markdown', text: '**a**' },
      // Already converted by the server.
      { name: 'b.html', mediaType: 'text/plain', text: 'read' },
    ],
  });
  expect(request.panel).toEqual(debate.panel.map(({ role, model }) => ({ role, model })));
});

const requestOf = (changes: Parameters<typeof settings>[0]) =>
  draftToRequest(draftFromSettings(settings(changes), []));

test('the draft of a debate keeps its exchange and decider', () => {
  const own = { exchange: 'ring', decider: 'trajectory', options: ['Yes', 'No'] } as const;
  expect(requestOf(own)).toMatchObject({ exchange: 'ring', decider: 'trajectory' });
});

test('the draft of a debate does not ask for what its preset brings, which options and another preset change', () => {
  for (const preset of presetNames)
    for (const changes of [{ preset }, { preset, options: ['Yes', 'No'] }]) {
      expect(requestOf(changes)).not.toHaveProperty('exchange');
      expect(requestOf(changes)).not.toHaveProperty('decider');
    }
  const draft = draftFromSettings(settings({ exchange: 'ring' }), []);
  expect(draftToRequest(withPreset(draft, 'duel'))).not.toHaveProperty('exchange');
});

test('the draft of a debate asks for the same kind of number, until it is removed', () => {
  const draft = draftFromSettings(
    settings({ number: { unit: 'weeks', tolerance: 0.07 }, decider: 'pool' }),
    [],
  );
  expect(draftToRequest(draft)).toMatchObject({ number: { unit: 'weeks', tolerance: 0.07 } });
  expect(draftToRequest(draft)).not.toHaveProperty('decider');
  expect(draftToRequest({ ...draft, number: null })).not.toHaveProperty('number');
  const untouched = { ...draft, number: { unit: ' weeks ', tolerance: '' } };
  expect(draftToRequest(untouched).number).toEqual({ unit: 'weeks' });
});
