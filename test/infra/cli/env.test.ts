import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { terminalVariables, variables } from '../../../app/contract/env.ts';
import type { CommandInput } from '../../../infra/cli/contract-command.ts';
import { envCommand } from '../../../infra/cli/env.ts';

const example = '.env.example';
const root = fileURLToPath(new URL('../../..', import.meta.url));

const run = (options: CommandInput['options']) =>
  envCommand.run({ profiles: null, options, positionals: [] });

describe('contract env', () => {
  it('agrees with the committed .env.example; else run npm run contract -- env --output .env.example', async () => {
    const { files } = await run({ output: example });
    expect(files).toEqual([{ path: example, text: readFileSync(`${root}/${example}`, 'utf8') }]);
  });

  it('lists every variable that a person or a deployment sets, commented out, and no secret value', async () => {
    const { output } = await run({});
    const names = [...output.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    const declared = Object.entries({ ...variables, ...terminalVariables });
    const expected = declared
      .filter(([name]) => !/^AWS_CONTAINER_|^ECS_/.test(name))
      .map(([name, variable]) => [name, 'default' in variable ? variable.default : '']);
    expect(names).toEqual(expected);
  });

  it('prints a Markdown table with --format md', async () => {
    const { output } = await run({ format: 'md' });
    expect(output).toContain('| `PORT` | Port to listen on | 8080 |');
  });

  it('suggests the format that was meant', () => {
    expect(() => run({ format: 'dotnev' })).toThrow(/dotnev is not a format; did you mean dotenv\?/);
  });
});
