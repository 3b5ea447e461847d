import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FactName } from '../../../app/contract/facts.ts';
import { auditCommand } from '../../../infra/cli/audit.ts';
import { type LintResult, lint } from '../../../infra/lint/lint.ts';
import { textReport } from '../../../infra/lint/reporters/text.ts';

const golden = (name: string) => ({
  name,
  text: readFileSync(fileURLToPath(new URL(`golden/${name}`, import.meta.url)), 'utf8'),
});

type UserFacts = readonly (readonly [FactName, number])[];

const auditOf = (name: string, userFacts: UserFacts) =>
  lint({ files: [golden(name)], userFacts: new Map(userFacts) });

const idle = 'Alb Properties.LoadBalancerAttributes.idle_timeout.timeout_seconds';

describe('with facts from the user, the suggested fix is correct', () => {
  test.each<[string, UserFacts, string]>([
    [
      'keep-alive-outlives-gateway',
      [['node.keepAliveMs', 5000]],
      `Make ${idle} at most 4 s, or program.keepAliveMs (5 s from --facts) at least 61 s.`,
    ],
    [
      'deadline-before-gateway',
      [['classes.api.deadlineMs', 90_000]],
      `Make ${idle} at least 90 s, or program.requestMs (90 s from --facts) at most 60 s.`,
    ],
    // A load balancer's idle timeout cannot be two hours.
    [
      'deadline-before-gateway',
      [['classes.api.deadlineMs', 7_200_000]],
      'Make program.requestMs (2 h from --facts) at most 60 s.',
    ],
    // A fact from the user overrides the file.
    [
      'keep-alive-outlives-gateway',
      [
        ['node.keepAliveMs', 9000],
        ['edge.gatewayIdleMs', 90_000],
      ],
      'Make program.keepAliveMs (9 s from --facts) at least 91 s, or edge.gatewayIdleMs (90 s from --facts) ' +
        'at most 8 s.',
    ],
    [
      'keep-alive-outlives-gateway',
      [['node.keepAliveMs', 0]],
      'Make program.keepAliveMs (0 ms from --facts) at least 61 s.',
    ],
  ])('%s %j', (id, userFacts, fix) => {
    const [found] = auditOf('fargate-defaults.yaml', userFacts).findings.filter((one) => one.id === id);
    expect(found).toMatchObject({ state: 'broken', fix, place: { resource: 'Alb' } });
  });

  test('the text report names the origin of each fact, with a location only for facts of files', () => {
    const text = textReport(auditOf('fargate-defaults.yaml', [['classes.api.deadlineMs', 90_000]]));
    expect(text).toMatch(/^ {4}longest request of the program {2}= 90 s +from --facts$/m);
    expect(text).toMatch(/^ {4}idle timeout +=\s60 s +line \d+, not set \(default\)$/m);
    expect(text).not.toMatch(/margin|no such layer|edge\.|classes\./);
    expect(text).not.toContain('Change one of the numbers');
  });
});

describe('unknown invariants in the text report', () => {
  const file = golden('fargate-defaults.yaml');
  const twice = lint({ files: [file, { ...file, name: 'again.yaml' }] });

  test('are one line each in the long form, with all missing facts', () => {
    const lines = textReport(twice, { notes: true, unknown: true }).split('\n');
    const from = lines.indexOf("Unknown until given (fill in your program's numbers)");
    const section = lines.slice(from + 1, lines.indexOf('', from));
    const ids = section.map((line) => line.trim().split(' ')[0]);
    expect(ids).toContain('grace-covers-boot');
    expect(new Set(ids).size).toBe(ids.length);
    for (const line of section) expect(line).toMatch(/ --facts [\w.]+=…(?:,[\w.]+=…)*$/);
    expect(lines).toContain('Holds');
  });

  test('are counted in the summary, with the facts that decide most of them', async () => {
    const [, all, names = '', decides] =
      /(\d+) unknown, .*\n--facts (\S+) decides (\d+) more$/m.exec(textReport(twice)) ?? [];
    expect(names.split(',').every((name) => name.startsWith('program.'))).toBe(true);
    const facts = names.replaceAll('…', '7000');
    const positionals = [fileURLToPath(new URL('golden/fargate-defaults.yaml', import.meta.url))];
    const { output } = await auditCommand.run({
      profiles: null,
      positionals,
      options: { facts, format: 'json' },
    });
    const { findings }: Pick<LintResult, 'findings'> = JSON.parse(output);
    const left = new Set(findings.flatMap(({ id, state }) => (state === 'unknown' ? [id] : [])));
    expect(Number(all) - Number(decides)).toBe(left.size);
  });

  test('are counted separately from findings', () => {
    expect(textReport(auditOf('fargate-defaults.yaml', [['classes.api.deadlineMs', 61_000]]))).toMatch(
      /^3 warnings in 1 file; \d+ unknown, \d+ hold$/m,
    );
  });
});
