import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractHash } from '../../app/config/contract-hash.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { CommandOptions } from '../../app/shared/command-line/options.ts';
import { parseCommandLine, rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { ContractError, contractErrors } from '../checks/contract-errors.ts';
import { renderCosts } from '../cost/table.ts';
import {
  readSnapshots,
  readSnapshotsAt,
  readSynthesized,
  UnknownRevisionError,
  writeSnapshot,
} from './snapshots.ts';
import { summarizeProfile } from './summary.ts';

const help = `npm run synth [-- --summary REVISION]

  Synthesizes every deployed profile with all validations, and writes the templates to infra/synthesized/ and
  their monthly cost to docs/costs.md, to be reviewed and committed. Needs no network, credentials or Docker.

  --summary REVISION   Only print, as Markdown, how the templates differ from those of a git revision
`;

/** A fixed region: the committed templates must not depend on the credentials of a developer. */
export const synthRegion = 'us-east-1';
const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

export const deployedProfiles = ['starter', 'staging', 'production', 'hybrid'] as const;

const print = (text: string) => process.stdout.write(text);

function synthesizeAll(): number {
  // Check all before synthesizing the first, which is slow.
  for (const name of deployedProfiles) {
    const errors = contractErrors(profile(name));
    if (errors.length > 0) throw new ContractError(name, errors);
  }
  for (const name of deployedProfiles) {
    const began = performance.now();
    const directory = mkdtempSync(join(tmpdir(), 'rostrum-synth-'));
    try {
      const args = [
        'synth',
        '--quiet',
        '--no-lookups',
        '-c',
        `profile=${name}`,
        '-c',
        `region=${synthRegion}`,
      ];
      const { status } = spawnSync(process.execPath, [cdk, ...args, '--output', directory], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      if (status !== 0) return 1;
      writeSnapshot(name, readSynthesized(directory, [contractHash(profile(name))]));
      print(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  writeFileSync(costsFile, renderCosts(readSnapshots()));
  return 0;
}

const costsFile = fileURLToPath(new URL('../../docs/costs.md', import.meta.url));

function summarizeChanges(revision: string): number {
  const [before, after] = [readSnapshotsAt(revision), readSnapshots()];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  print(`## What this changes in operation\n\n`);
  print(
    names.map((name) => summarizeProfile(name, before.get(name) ?? null, after.get(name) ?? null)).join('\n'),
  );
  return 0;
}

const options = {
  summary: { type: 'string', placeholder: 'REVISION', description: 'Print what changes since a revision' },
  help: { type: 'boolean', short: 'h', description: 'Show this help' },
} as const satisfies CommandOptions;

function main(): number {
  const { values, positionals } = parseCommandLine(process.argv.slice(2), options);
  rejectPositionals(positionals);
  if (values.help) print(help);
  else if (typeof values.summary === 'string') return summarizeChanges(values.summary);
  else return synthesizeAll();
  return 0;
}

/** Errors that are reported as one line. Any other error is a bug and is shown with its stack trace. */
const isExpectedError = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof UnknownRevisionError || error instanceof ContractError;

if (import.meta.main) {
  // A reader that closes the pipe early (`… --summary main | head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = main();
  } catch (error) {
    if (!isExpectedError(error)) throw error;
    process.stderr.write(`synth: ${error.message}\n`);
    process.exitCode = 2;
  }
}
