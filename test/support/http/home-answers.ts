import { presetDescriptions } from '../../../app/debate/core/preset-data.ts';
import { presets } from '../../../app/debate/core/presets.ts';
import type { AgentsResponse } from '../../../app/debate/views/agents-response.ts';
import type { DebateListResponse, DebateResponse } from '../../../app/debate/views/responses.ts';
import { jsonAnswer, type ScriptedAnswer } from './scripted-server.ts';

const price = { inputUsd: 1, outputUsd: 5 };

const model = (name: string, family: string, contextTokens: number) => ({
  model: name,
  family,
  contextTokens,
  price,
});

const agents: AgentsResponse = {
  defaultModel: 'rehearsal',
  defaultReason: 'no API key is set',
  defaultPrice: null,
  providers: [
    { provider: 'rehearsal', models: [], pricesCheckedAt: null, list: null },
    {
      provider: 'openrouter',
      models: [
        model('openrouter:anthropic/claude-x', 'anthropic', 200_000),
        model('openrouter:openai/gpt-x', 'openai', 400_000),
        model('openrouter:google/gemini-x', 'google', 1_000_000),
        model('openrouter:google/gemini-x-small', 'google', 1_000_000),
      ],
      pricesCheckedAt: '2026-11-01',
      list: null,
    },
  ],
  presets: Object.values(presets).map((preset) => ({
    ...preset,
    description: presetDescriptions[preset.name],
  })),
  evidenceByAddress: true,
  limits: {
    questionCharsMax: 20_000,
    documentsMax: 20,
    documentBytesMax: 2e6,
    fileBytesMax: 5e7,
    panelMax: 8,
    roundsMax: 4,
  },
};

const debate = (id: string, status: DebateResponse['status']): DebateResponse => ({
  id,
  question: `Should we split the monolith, asked in ${id}?`,
  title: null,
  preset: 'standard',
  status,
  phase: status === 'running' ? 'revise' : 'ended',
  round: 1,
  models: ['rehearsal'],
  agreement: status === 'decided' ? 0.67 : null,
  answer: status === 'decided' ? 'Split the **payments** part first.' : null,
  costUsd: 0.02,
  seq: 40,
  createdAt: '2026-11-01T12:00:00.000Z',
  updatedAt: '2026-11-01T12:05:00.000Z',
});

const past: DebateListResponse = {
  debates: [debate('d1', 'decided'), debate('d2', 'running'), debate('d3', 'failed')],
  next: null,
};

/** A scripted server's answers for the home page: models of three families, and past debates. */
export const homeAnswers = (): Readonly<Record<string, ScriptedAnswer>> => ({
  'GET /api/v1/agents': jsonAnswer(200, agents),
  'GET /api/v1/debates': jsonAnswer(200, past),
});
