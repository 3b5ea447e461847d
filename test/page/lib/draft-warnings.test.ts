import { expect, test } from 'vitest';
import type { AgentsResponse } from '../../../app/debate/views/agents-response.ts';
import { emptyDraft } from '../../../app/page/lib/draft.ts';
import { draftWarnings } from '../../../app/page/lib/draft-warnings.ts';

const price = (outputUsd: number) => ({ inputUsd: 1, outputUsd });
const model = (name: string, outputUsd: number) => ({
  model: name,
  price: price(outputUsd),
  contextTokens: null,
  family: null,
});
const agents: AgentsResponse = {
  defaultModel: 'openai:gpt-5.4',
  defaultReason: 'OPENAI_API_KEY is set',
  defaultPrice: price(15),
  providers: [
    {
      provider: 'openai',
      models: [model('openai:gpt-5.4', 15), model('openai:gpt-6-luna', 0.5)],
      pricesCheckedAt: null,
      list: null,
    },
  ],
  presets: [],
  evidenceByAddress: false,
  limits: {
    questionCharsMax: 100,
    documentsMax: 2,
    documentBytesMax: 40,
    fileBytesMax: 80,
    panelMax: 8,
    roundsMax: 4,
  },
};

test('the default panel of one model has a warning, a rehearsal has none', () => {
  expect(draftWarnings(emptyDraft, agents)).toEqual([
    expect.stringContaining('are one model, openai:gpt-5.4'),
  ]);
  expect(draftWarnings(emptyDraft, { ...agents, defaultModel: 'rehearsal' })).toEqual([]);
});

test('seats, judge, rounds and prices count', () => {
  const draft = {
    ...emptyDraft,
    panel: [
      { role: 'member' as const, model: '' },
      { role: 'member' as const, model: 'openai:gpt-6-luna' },
    ],
    judge: 'anthropic:claude-opus-5-5',
  };
  expect(draftWarnings(draft, agents)).toEqual([
    expect.stringContaining('costs 30 times as much'),
    expect.stringContaining('Small models (openai:gpt-6-luna)'),
  ]);
  expect(draftWarnings({ ...draft, rounds: '1' }, agents)).toHaveLength(1);
  expect(draftWarnings({ ...draft, judge: '' }, agents)).toHaveLength(3);
});
