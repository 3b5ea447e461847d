import { describe, expect, it } from 'vitest';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import { createRoster } from '../../../app/agents/roster.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';

const contract = profile('test');
const { callsPerProviderMax, hostedServerCallsMax } = contract.agents;

const refuse = async () => Promise.reject(new Error('no network in this test'));
const openRoster = (
  env: Parameters<typeof createRoster>[0]['env'],
  modelsFile: object | null = null,
  limits = {},
) =>
  createRoster({
    env,
    contract: applyOverrides(contract, { agents: { callsPerProviderMax: limits } }),
    modelsFile: modelsFile && JSON.stringify(modelsFile),
    localUrl: null,
    clock: createManualClock(),
    random: () => 0,
    send: sendOverHttp,
    fetch: refuse,
  });

describe('calls at once', () => {
  it.each([
    ['http://127.0.0.1:9', undefined, callsPerProviderMax.compatible],
    ['http://gpu:8000/v1', undefined, callsPerProviderMax.compatible],
    ['http://127.0.0.1:9', '12', 12],
    ['https://models.invalid/v1', undefined, hostedServerCallsMax],
    ['https://models.invalid/v1', '3', 3],
  ])('to %s with the setting %s are %i', async (url, setting, callsMax) => {
    const env = {
      OPENAI_COMPATIBLE_URL: url,
      ...(setting !== undefined && { OPENAI_COMPATIBLE_CALLS_MAX: setting }),
    };
    expect((await openRoster(env)).callsPerProviderMax).toEqual({ compatible: callsMax });
  });

  it.each(['0', '-1', '2.5', 'many', '1000'])('%s at once is rejected', async (value) => {
    await expect(openRoster({ OPENAI_COMPATIBLE_CALLS_MAX: value })).rejects.toThrow(
      `OPENAI_COMPATIBLE_CALLS_MAX=${value}: it must be a whole number from 1 to 999.`,
    );
  });

  it('of a server in the models file have a limit in the file or, by its name, in the contract', async () => {
    const file = {
      servers: { lab: { url: 'http://gpu/v1' }, far: { url: 'https://models.invalid', callsMax: 7 } },
    };
    expect((await openRoster({}, file, { lab: 5, far: 5 })).callsPerProviderMax).toEqual({ lab: 5, far: 7 });
  });
});
