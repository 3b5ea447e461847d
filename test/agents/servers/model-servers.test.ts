import { describe, expect, it } from 'vitest';
import { AgentConfigError } from '../../../app/agents/agent.ts';
import { readModelCatalog } from '../../../app/agents/prices.ts';
import { readModelServers } from '../../../app/agents/servers/model-servers.ts';

const read = (servers: unknown) => readModelServers(JSON.stringify({ servers }));
const withMember = (member: string, value: unknown) => ({
  lab: { url: 'http://gpu:8000/v1', [member]: value },
});

describe('the servers in a models file', () => {
  it('need no more than a URL', () => {
    expect(read({ lab: { url: 'http://gpu:8000/v1' } })).toEqual([
      {
        name: 'lab',
        url: 'http://gpu:8000/v1',
        apiKeyVariable: null,
        apiKeyHeader: null,
        headers: {},
        callsMax: null,
        outputTokensMax: null,
        models: { default: null, checkedAt: null, models: {} },
      },
    ]);
    expect(readModelServers(null)).toEqual([]);
    expect(readModelServers('{"openai":{}}')).toEqual([]);
  });

  it('may have limits, headers, prices and a query', () => {
    const azure = {
      url: 'https://example.openai.azure.com/openai/v1?api-version=preview',
      apiKeyVariable: 'AZURE_OPENAI_KEY',
      apiKeyHeader: 'api-key',
      headers: { 'x-team': 'research' },
      callsMax: 8,
      outputTokensMax: 4096,
      default: 'gpt-5.4',
      models: { 'gpt-5.4': { inputUsd: 2.5, outputUsd: 15 } },
    };
    const { default: preferred, models, ...rest } = azure;
    const stated = { default: preferred, checkedAt: null, models };
    expect(read({ azure })).toEqual([{ name: 'azure', ...rest, models: stated }]);
  });

  it('stand next to the prices of providers', () => {
    const text = JSON.stringify({
      servers: { lab: { url: 'http://gpu' } },
      openai: { default: 'gpt-new' },
    });
    expect(readModelCatalog(text).openai.default).toBe('gpt-new');
  });

  it.each([
    [[], 'servers must be an object'],
    [
      { openai: { url: 'http://gpu' } },
      'servers.openai has the name of a provider; choose another, such as "my-openai"',
    ],
    [{ rehearsal: { url: 'http://gpu' } }, 'servers.rehearsal has the name of a provider'],
    [{ 'my lab': {} }, '"my lab" in servers must be a name of lower-case letters'],
    [{ 'a:b': {} }, '"a:b" in servers must be a name'],
    [{ lab: 'http://gpu' }, 'servers.lab must be an object'],
    [{ lab: {} }, 'servers.lab.url must be a URL such as'],
    [{ lab: { url: 'file:///etc/passwd' } }, 'servers.lab.url must be a URL'],
    [{ lab: { url: 'http://u:hunter2@gpu' } }, 'servers.lab.url must not contain a password'],
    [withMember('key', 'k'), 'servers.lab has an unknown member "key"; allowed: url, apiKeyVariable'],
    [
      withMember('apiKeyVariable', 'sk-1234567890'),
      'servers.lab.apiKeyVariable must be the name of an environment variable',
    ],
    [withMember('apiKeyVariable', 'LAB'), 'ends in _KEY or _TOKEN'],
    [withMember('apiKeyVariable', 'ROSTRUM_SIGNING_KEY'), 'which is not the key of a model server'],
    [withMember('apiKeyVariable', 'AWS_SECRET_ACCESS_KEY'), 'which is not the key of a model server'],
    [withMember('apiKeyHeader', 'api-key'), 'servers.lab.apiKeyHeader needs servers.lab.apiKeyVariable'],
    [
      withMember('headers', { Authorization: 'Bearer hunter2' }),
      'servers.lab.headers.Authorization would put a secret',
    ],
    [withMember('headers', { 'x-api-key': 'hunter2' }), 'use apiKeyVariable and apiKeyHeader'],
    [
      withMember('headers', { 'content-length': '3' }),
      'servers.lab.headers: a member must be the name of a header',
    ],
    [
      withMember('headers', { 'x-a': 'b\r\nc: d' }),
      'servers.lab.headers.x-a must be a text of visible ASCII',
    ],
    [withMember('callsMax', 0), 'servers.lab.callsMax must be a whole number from 1 to 1000'],
    [withMember('callsMax', '8'), 'servers.lab.callsMax must be a whole number'],
    [withMember('outputTokensMax', 1.5), 'servers.lab.outputTokensMax must be a whole number'],
    [withMember('models', { m: { inputUsd: 1 } }), 'servers.lab.models.m.outputUsd must be a number'],
    [
      Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`s${i}`, {}])),
      'servers has more than 20 members',
    ],
  ])('%j is rejected with the invalid member', (servers, problem) => {
    expect(() => read(servers)).toThrow(AgentConfigError);
    expect(() => read(servers)).toThrow(`ROSTRUM_MODELS_FILE: `);
    expect(() => read(servers)).toThrow(problem);
    expect(() => read(servers)).not.toThrow('hunter2');
  });
});
