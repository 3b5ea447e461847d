import { expect, test } from 'vitest';
import { AgentConfigError } from '../../app/agents/agent.ts';
import { parseConfig, secretsOf } from '../../app/config/config.ts';
import { readModelsFile } from '../../app/config/models-file.ts';

const text = JSON.stringify({
  servers: {
    lab: { url: 'http://gpu:8000/v1', apiKeyVariable: 'LAB_KEY' },
    open: { url: 'http://gpu:9000' },
  },
});
const files: Readonly<Record<string, string>> = { 'models.json': text, '/run/lab': 'lab-secret-2\n' };
const read = (path: string) => {
  const content = files[path];
  if (content === undefined) throw new Error(`no such file: ${path}`);
  return content;
};
const env = { ROSTRUM_MODELS_FILE: 'models.json' };

test('has the keys of its servers, also from files', () => {
  const modelsFile = readModelsFile({ ...env, LAB_KEY: ' lab-secret-1 ' }, read);
  expect(modelsFile).toEqual({ text, serverNames: ['lab', 'open'], keys: { LAB_KEY: 'lab-secret-1' } });
  expect(readModelsFile({ ...env, LAB_KEY_FILE: '/run/lab' }, read)?.keys).toEqual({
    LAB_KEY: 'lab-secret-2',
  });
  expect(readModelsFile({}, read)).toBeNull();
});

test('is rejected when a key is missing or the file cannot be read', () => {
  expect(() => readModelsFile(env, read)).toThrow(AgentConfigError);
  expect(() => readModelsFile(env, read)).toThrow(
    'servers.lab.apiKeyVariable names LAB_KEY, which is not set. Set it, or remove the member',
  );
  expect(() => readModelsFile({ ROSTRUM_MODELS_FILE: 'none.json' }, read)).toThrow(
    'ROSTRUM_MODELS_FILE=none.json cannot be read: no such file',
  );
});

test('its keys are secrets of the log, and its servers can be the default model', () => {
  const raw = { ...env, LAB_KEY: 'lab-secret-1', ROSTRUM_MODEL: 'lab:llama3' };
  const config = parseConfig(raw, 2, { modelsFile: readModelsFile(raw, read) });
  expect(secretsOf(config)).toContain('lab-secret-1');
  expect(() => parseConfig(raw, 2)).toThrow('ROSTRUM_MODEL=lab:llama3: unknown provider "lab"');
});
