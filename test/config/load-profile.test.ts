import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseConfig } from '../../app/config/config.ts';
import { contractHash } from '../../app/config/contract-hash.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

const folder = createTemporaryDirectory('profiles');
afterAll(() => folder.remove());

function write(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const start = (ROSTRUM_PROFILE: string, more = {}) => parseConfig({ ROSTRUM_PROFILE, ...more }, 2);

test('ROSTRUM_PROFILE takes the path of a profile file, whose name is that of the profile', () => {
  const { contract } = start(write('ours.json', { extends: 'development', http: { requestsMax: 7 } }));
  expect(contract.profile).toBe('ours');
  expect(contract.http.requestsMax).toBe(7);
  expect(contract.access.openOnLoopback).toBe(true);
});

test('ROSTRUM_PROFILE takes the text of a profile file, as a deployment sets it', () => {
  const { contract } = start('{"profile":"ours","extends":"development","http":{"requestsMax":7}}');
  expect([contract.profile, contract.http.requestsMax]).toEqual(['ours', 7]);
  expect(() => start('{"extends":"development"}')).toThrow('ROSTRUM_PROFILE: the name  is not possible');
});

test('a profile file may be YAML, and extend another file, seen from its own folder', () => {
  write('base.yaml', 'extends: development\nhttp:\n  requestsMax: 7\n');
  const { contract } = start(write('team.yml', 'extends: ./base.yaml\nlive: { pollMs: 900 }\n'));
  expect([contract.profile, contract.http.requestsMax, contract.live.pollMs]).toEqual(['team', 7, 900]);
  const path = write('other.json', { extends: './team.yml', profile: 'theirs' });
  expect(start(path).contract).toEqual({ ...contract, profile: 'theirs' });
});

test('a file that extends itself, a missing file or one with an error is refused with both names', () => {
  write('a.yaml', 'extends: ./b.yaml\n');
  expect(() => start(write('b.yaml', 'extends: ./a.yaml\n'))).toThrow(
    /b\.yaml: .*a\.yaml: .*it extends itself/,
  );
  expect(() => start(write('c.json', { extends: './none.json' }))).toThrow('cannot be read: ENOENT');
  write('wrong.yaml', 'extends: prodution\n');
  expect(() => start(write('d.json', { extends: './wrong.yaml' }))).toThrow(
    /d\.json: .*wrong\.yaml: extends: must be one of .*did you mean production/,
  );
  expect(() => start('{"profile":"ours","extends":"./a.yaml"}')).toThrow(
    'only a profile file can extend one',
  );
});

test('the hash that guards a deployment covers the file', () => {
  const deployed = contractHash(start(write('a.json', { extends: 'development' })).contract);
  const path = write('a.json', { extends: 'development', live: { pollMs: 999 } });
  expect(() => start(path, { ROSTRUM_CONTRACT: deployed })).toThrow('was built from the contract');
});

test('an invalid file, a missing file and an unknown name are refused, each with a sentence', () => {
  const path = write('bad.json', { extends: 'development', http: { prot: 1 }, live: { pollMs: 'x' } });
  expect(() => start(path)).toThrow(`ROSTRUM_PROFILE: ${path}: http.prot: unknown name; did you mean port?`);
  expect(() => start(path)).toThrow(`ROSTRUM_PROFILE: ${path}: live.pollMs: must be a number`);
  expect(() => start(write('torn.json', '{"ext'))).toThrow('torn.json: it is not JSON: ');
  expect(() => start('./missing.json')).toThrow('the profile file cannot be read: ENOENT');
  expect(() => start(write('torn.yaml', 'a: [b'))).toThrow('torn.yaml: it is not YAML: ');
  expect(() => start('prodution')).toThrow(
    'ROSTRUM_PROFILE: prodution is not a profile; did you mean production? There are development, ',
  );
});

test('a file whose numbers contradict each other is refused like a built-in profile', () => {
  const path = write('cut.json', { extends: 'self-hosted', edge: { gatewayReadMs: 1000 } });
  expect(() => start(path)).toThrow('deadline-before-gateway is violated');
});
