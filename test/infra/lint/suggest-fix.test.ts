import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FactName } from '../../../app/contract/facts.ts';
import { auditCommand } from '../../../infra/cli/audit.ts';
import { type Audit, audit } from '../../../infra/lint/lint.ts';
import { asText } from '../../../infra/lint/reporters/text.ts';

const golden = (name: string) => ({
  name,
  text: readFileSync(fileURLToPath(new URL(`golden/${name}`, import.meta.url)), 'utf8'),
});

type Told = readonly (readonly [FactName, number])[];

const auditOf = (name: string, told: Told) => audit({ files: [golden(name)], userFacts: new Map(told) });

const idle = 'Alb Properties.LoadBalancerAttributes.idle_timeout.timeout_seconds (edge.gatewayIdleMs)';

describe('with what somebody says of the program, the fix names', () => {
  test.each<[string, Told, string]>([
    [
      'keep-alive-outlives-gateway',
      [['node.keepAliveMs', 5000]],
      `Make ${idle} at most 4 s, or node.keepAliveMs, of which you say 5 s, at least 61 s.`,
    ],
    [
      'deadline-before-gateway',
      [['classes.api.deadlineMs', 90_000]],
      `Make ${idle} at least 95 s, or classes.api.deadlineMs, of which you say 90 s, at most 55 s.`,
    ],
    // A balancer keeps no connection for two hours.
    [
      'deadline-before-gateway',
      [['classes.api.deadlineMs', 7_200_000]],
      'Make classes.api.deadlineMs, of which you say 2 h, at most 55 s.',
    ],
    // What is said goes before what the file has.
    [
      'keep-alive-outlives-gateway',
      [
        ['node.keepAliveMs', 9000],
        ['edge.gatewayIdleMs', 90_000],
      ],
      'Make node.keepAliveMs, of which you say 9 s, at least 91 s, or edge.gatewayIdleMs, of which you say 90 s, ' +
        'at most 8 s.',
    ],
    [
      'keep-alive-outlives-gateway',
      [['node.keepAliveMs', 0]],
      'Make node.keepAliveMs, of which you say 0 ms, at least 61 s.',
    ],
  ])('%s %j', (id, told, fix) => {
    const [found] = auditOf('fargate-defaults.yaml', told).findings.filter((one) => one.id === id);
    expect(found).toMatchObject({ state: 'broken', fix, place: { resource: 'Alb' } });
  });

  test('who says what, and never a place for what stands in none', () => {
    const text = asText(auditOf('fargate-defaults.yaml', [['classes.api.deadlineMs', 90_000]]));
    expect(text).toMatch(/^ {2}classes\.api\.deadlineMs {2}= 90 s +as you say$/m);
    expect(text).toMatch(/^ {2}edge\.marginMs +=\s5 s +the room that we leave$/m);
    expect(text).toMatch(/^ {2}edge\.gatewayReadMs +=\snot there +there is no such layer$/m);
    expect(text).not.toContain('Change one of the numbers');
  });
});

describe('what is unknown', () => {
  const file = golden('fargate-defaults.yaml');
  const twice = audit({ files: [file, { ...file, name: 'again.yaml' }] });

  test('is one line for each invariant, with all that somebody would have to say', () => {
    const lines = asText(twice, true).split('\n');
    const from = lines.indexOf("Unknown, until somebody says (put your program's numbers)");
    const section = lines.slice(from + 1, lines.indexOf('', from));
    const ids = section.map((line) => line.trim().split(' ')[0]);
    expect(ids).toContain('grace-covers-boot');
    expect(new Set(ids).size).toBe(ids.length);
    for (const line of section) expect(line).toMatch(/ --facts [\w.]+=…(?:,[\w.]+=…)*$/);
    expect(lines).toContain('Holds');
  });

  test('is otherwise only counted, with the facts that decide most; saying them decides so many', async () => {
    const told = /^(\d+) unknown, .*; --facts (\S+), with your program's numbers, decides (\d+) of them$/m;
    const [, all, names = '', decides] = told.exec(asText(twice)) ?? [];
    const facts = names.replaceAll('…', '7000');
    const positionals = [fileURLToPath(new URL('golden/fargate-defaults.yaml', import.meta.url))];
    const { output } = await auditCommand.run({
      profiles: null,
      positionals,
      options: { facts, format: 'json' },
    });
    const { findings }: Pick<Audit, 'findings'> = JSON.parse(output);
    const left = new Set(findings.flatMap(({ id, state }) => (state === 'unknown' ? [id] : [])));
    expect(Number(all) - Number(decides)).toBe(left.size);
  });

  test('is counted beside what is broken; a note breaks nothing', () => {
    const line = asText(auditOf('fargate-defaults.yaml', [['classes.api.deadlineMs', 58_000]])).split(
      '\n',
    )[1];
    expect(line).toMatch(/^2 broken \(1 error, 1 warning\), 1 note, \d+ unknown, \d+ hold$/);
  });
});
