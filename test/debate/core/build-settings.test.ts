import { describe, expect, it } from 'vitest';
import {
  buildSettings,
  findUnavailableModels,
  type SettingsDefaults,
  type SettingsRequest,
} from '../../../app/debate/core/build-settings.ts';

const defaults: SettingsDefaults = {
  model: 'rehearsal',
  attemptsMax: 2,
  limitsFor: () => ({ deadlineSecondsDefault: 600, decisionSecondsReserve: 120 }),
  decisionShareMax: 0.25,
  contractHash: 'hash',
};
const identity = { id: 'd1', createdAt: new Date('2026-03-01T10:00:00.000Z') };
const build = (request: SettingsRequest) => buildSettings(identity, request, [], defaults);

describe('buildSettings', () => {
  it('reserves the configured time for the decision before the deadline', () => {
    expect(build({ question: 'Q' })).toMatchObject({
      decideAt: '2026-03-01T10:08:00.000Z',
      deadlineAt: '2026-03-01T10:10:00.000Z',
    });
  });

  it('reserves at most the configured share of a short deadline', () => {
    expect(build({ question: 'Q', deadlineSeconds: 60 })).toMatchObject({
      decideAt: '2026-03-01T10:00:45.000Z',
      deadlineAt: '2026-03-01T10:01:00.000Z',
    });
  });

  it('uses the default model for seats without one', () => {
    const { panel, judge } = build({ question: 'Q', panel: [{ model: 'other' }, {}] });
    expect([...panel, judge].map(({ model }) => model)).toEqual(['other', 'rehearsal', 'rehearsal']);
  });
});

describe('findUnavailableModels', () => {
  it('returns the path and the reason of every seat with an unavailable model', () => {
    const settings = build({ question: 'Q', panel: [{}, { model: 'a' }], judge: { model: 'b' } });
    const reason = (model: string) => (model === 'rehearsal' ? null : `${model} is not configured`);
    expect(findUnavailableModels(settings, reason)).toEqual([
      { path: 'panel[1].model', message: 'a is not configured' },
      { path: 'judge.model', message: 'b is not configured' },
    ]);
  });
});
