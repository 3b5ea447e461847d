import { describe, expect, it } from 'vitest';
import { AgentConfigError } from '../../app/agents/agent.ts';
import { createCallSettings } from '../../app/agents/call-settings.ts';
import { parseModelId } from '../../app/agents/model-id.ts';
import { providerNames, readModelCatalog } from '../../app/agents/prices.ts';
import { readModelServers } from '../../app/agents/servers/model-servers.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { SeatOptions } from '../../app/debate/core/settings.ts';

const contract = profile('production');
const { outputTokensMax, thinking } = contract.agents;

interface Sources {
  readonly env?: Parameters<typeof createCallSettings>[0];
  readonly file?: object;
  readonly seat?: SeatOptions;
}

const nameLimits = { charsMax: 200, providers: [...providerNames, 'lab'] };

/** Reads the models file as the program does: prices first. */
function settingsOf(model: string, { env = {}, file, seat }: Sources = {}) {
  const text = file === undefined ? null : JSON.stringify(file);
  readModelCatalog(text);
  return createCallSettings(
    env,
    text,
    contract,
    readModelServers(text),
  )(parseModelId(model, nameLimits), seat);
}

const entry = (model: string, options: object) => ({ openai: { models: { [model]: options } } });

describe('the output limit of a call', () => {
  const model = 'openai:gpt-5';
  const env = { ROSTRUM_OUTPUT_TOKENS_MAX: '3000' };
  const file = entry('gpt-5', { outputTokensMax: 4000 });
  it.each<[string, string, Sources, number]>([
    ['of the seat comes first', model, { env, file, seat: { outputTokensMax: 5000 } }, 5000],
    ['of the models file comes second', model, { env, file }, 4000],
    ['of the environment comes third', model, { env }, 3000],
    ['of the contract is that for thinking', model, {}, thinking.outputTokensMax],
    [
      'of the contract is that for thinking when an effort is set',
      'anthropic:claude-sonnet-4-6',
      { seat: { effort: 'low' } },
      thinking.outputTokensMax,
    ],
    ['of the contract is the usual one for other models', 'openai:gpt-4o', {}, outputTokensMax],
    ['of a dated model is that of the plain name in the file', 'openai:gpt-5-2026-01-01', { file }, 4000],
    ['of a rehearsal can be set too', 'rehearsal?seed=7', { seat: { outputTokensMax: 5000 } }, 5000],
    ['of a model that cannot be parsed is the usual one', 'nonsense', {}, outputTokensMax],
  ])('%s', (_, name, sources, expected) => {
    expect(settingsOf(name, sources).outputTokensMax).toBe(expected);
  });
});

describe('the effort of a call', () => {
  const env = { ROSTRUM_EFFORT: 'low' };
  const file = entry('gpt-5', { effort: 'medium' });
  it.each<[string, string, Sources, string | null]>([
    ['of the seat comes first', 'openai:gpt-5', { env, file, seat: { effort: 'high' } }, 'high'],
    ['of the models file comes second', 'openai:gpt-5', { env, file }, 'medium'],
    ['of the environment comes third', 'openai:gpt-5', { env }, 'low'],
    ['is the default of the model otherwise', 'openai:gpt-5', {}, null],
    ['is not sent to a model that takes none', 'openai:gpt-4o', { env, seat: { effort: 'high' } }, null],
    [
      'in the models file says that the model takes one',
      'openai:mine',
      { file: entry('mine', { effort: 'high' }) },
      'high',
    ],
    [
      'can be turned on for a model',
      'openai:mine',
      { env, file: entry('mine', { takesEffort: true }) },
      'low',
    ],
  ])('%s', (_, name, sources, expected) => {
    expect(settingsOf(name, sources).effort).toBe(expected);
  });

  it('makes a model think that otherwise does not', () => {
    expect(settingsOf('anthropic:claude-sonnet-4-6').thinks).toBe(false);
    expect(settingsOf('anthropic:claude-sonnet-4-6', { env }).thinks).toBe(true);
  });
});

describe('a models file', () => {
  it('replaces single traits', () => {
    const { traits, thinks } = settingsOf('openai:gpt-5', { file: entry('gpt-5', { thinks: false }) });
    expect({ traits, thinks }).toMatchObject({
      thinks: false,
      traits: { thinks: false, takesEffort: true, needsMaxCompletionTokens: true },
    });
  });

  it('may have options without a price, and prices with options', () => {
    const file = {
      openai: { models: { a: { effort: 'low' }, b: { inputUsd: 1, outputUsd: 2, thinks: true } } },
    };
    const { models } = readModelCatalog(JSON.stringify(file)).openai;
    expect([models.a, models.b]).toEqual([undefined, { inputUsd: 1, outputUsd: 2 }]);
    expect(settingsOf('openai:b', { file }).thinks).toBe(true);
  });

  it.each([
    [{ effort: 'huge' }, 'openai.models.m.effort must be one of low, medium, high.'],
    [{ outputTokensMax: 10 }, 'openai.models.m.outputTokensMax must be a whole number from 256 to 128000.'],
    [{ outputTokensMax: '4000' }, 'must be a whole number'],
    [{ thinks: 'yes' }, 'openai.models.m.thinks must be true or false.'],
    [
      { think: true },
      'unknown member "think"; allowed: inputUsd, outputUsd, cachedInputUsd, cacheWriteUsd, reasoningUsd, tiers, ',
    ],
  ])('with %o is rejected', (options, problem) => {
    expect(() => settingsOf('openai:m', { file: entry('m', options) })).toThrow(AgentConfigError);
    expect(() => settingsOf('openai:m', { file: entry('m', options) })).toThrow(problem);
  });
});

describe('a variable', () => {
  it.each([
    [{ ROSTRUM_EFFORT: 'max' }, 'ROSTRUM_EFFORT=max: it must be one of low, medium, high.'],
    [
      { ROSTRUM_OUTPUT_TOKENS_MAX: 'lots' },
      'ROSTRUM_OUTPUT_TOKENS_MAX=lots: it must be a whole number from 256',
    ],
    [{ ROSTRUM_OUTPUT_TOKENS_MAX: '99999999999999' }, 'must be a whole number'],
  ])('with an invalid value is rejected: %o', (env, problem) => {
    expect(() => settingsOf('rehearsal', { env })).toThrow(problem);
  });

  it('comes from the server of the models file where its model says nothing', () => {
    const server = {
      url: 'http://gpu:8000/v1',
      outputTokensMax: 3000,
      models: { big: { outputTokensMax: 5000 } },
    };
    const file = { servers: { lab: server } };
    expect(settingsOf('lab:small', { file }).outputTokensMax).toBe(3000);
    expect(settingsOf('lab:big', { file }).outputTokensMax).toBe(5000);
    expect(settingsOf('lab:small', { file, seat: { outputTokensMax: 700 } }).outputTokensMax).toBe(700);
    const bad = { servers: { lab: { ...server, models: { big: { effort: 'some' } } } } };
    expect(() => settingsOf('lab:big', { file: bad })).toThrow(
      'servers.lab.models.big.effort must be one of',
    );
  });
});
