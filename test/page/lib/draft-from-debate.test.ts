import { expect, test } from 'vitest';
import { draftToRequest } from '../../../app/page/lib/draft.ts';
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
