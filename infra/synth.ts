import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { own } from '../app/contract/own.ts';
import { profile } from '../app/contract/profiles.ts';
import { contractHash } from '../app/contract-hash.ts';
import { parse } from './cli/arguments.ts';
import { none, WrongUsage } from './cli/command.ts';
import { BrokenContract, contractFaults } from './faults.ts';
import {
  readCommitted,
  readRevision,
  synthesized,
  WrongRevision,
  writeCommitted,
} from './synth/committed.ts';
import { summaryOf } from './synth/summary.ts';

const help = `npm run synth [-- --summary REVISION]

  Synthesizes every profile that is deployed, with all validations, and writes what changes in production to
  infra/synthesized/, to be reviewed and committed. Needs neither network, credentials nor docker.

  --summary REVISION   Prints instead, as Markdown, what the committed templates change against a revision of git
`;

/** A region of its own, so that nobody's credentials decide what is committed. */
export const region = 'us-east-1';
const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

/** A profile of one's own is deployed once it differs from production. */
export const deployed = (['production', 'staging', 'hybrid', 'own'] as const).filter(
  (name) => name !== 'own' || Object.keys(own).length > 0,
);

const say = (text: string) => process.stdout.write(text);

function synthesizeAll(): number {
  // Before any is synthesized, which takes a while.
  for (const name of deployed) {
    const faults = contractFaults(profile(name));
    if (faults.length > 0) throw new BrokenContract(name, faults);
  }
  for (const name of deployed) {
    const began = performance.now();
    const directory = mkdtempSync(join(tmpdir(), 'rostrum-synth-'));
    try {
      const args = ['synth', '--quiet', '--no-lookups', '-c', `profile=${name}`, '-c', `region=${region}`];
      const { status } = spawnSync(process.execPath, [cdk, ...args, '--output', directory], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      if (status !== 0) return 1;
      writeCommitted(name, synthesized(directory, [contractHash(profile(name))]));
      say(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return 0;
}

function summarise(revision: string): number {
  const [before, after] = [readRevision(revision), readCommitted()];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  say(`## What this changes in operation\n\n`);
  say(names.map((name) => summaryOf(name, before.get(name) ?? {}, after.get(name) ?? {})).join('\n'));
  return 0;
}

const options = { summary: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

function main(): number {
  const { values, words } = parse('synth', process.argv.slice(2), options);
  none(words);
  if (values.help) say(help);
  else if (typeof values.summary === 'string') return summarise(values.summary);
  else return synthesizeAll();
  return 0;
}

/** Told in a sentence; anything else is a fault of ours, and shows where. */
const isTold = (error: unknown): error is Error =>
  error instanceof WrongUsage || error instanceof WrongRevision || error instanceof BrokenContract;

if (import.meta.main) {
  // A reader that has seen enough (`… --summary main | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = main();
  } catch (error) {
    if (!isTold(error)) throw error;
    process.stderr.write(`synth: ${error.message}\n`);
    process.exitCode = 2;
  }
}
