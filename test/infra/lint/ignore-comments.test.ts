import { describe, expect, test } from 'vitest';
import { auditFiles } from './support/memory-files.ts';

const service = (head: string, line = '') =>
  [
    `services:\n${head}  a:\n    image: "a:1"\n    stop_grace_period: 0s${line}\n`,
    '  b:\n    image: "b:1"\n    stop_grace_period: 0s\n',
  ].join('');

const judge = (text: string) => {
  const { findings, problems } = auditFiles({ 'compose.yaml': text });
  const broken = findings.filter(({ state }) => state === 'broken');
  return { accepted: broken.map(({ accepted }) => accepted), problems };
};

describe('a comment accepts a finding', () => {
  test.each([
    [
      'above a block',
      service('  # rostrum-ignore stop-has-time: It has no state.\n'),
      ['It has no state.', null],
    ],
    ['on its line', service('', ' # rostrum-ignore stop-has-time: ok'), ['ok', null]],
    [
      'at the top of the file',
      `# rostrum-ignore stop-has-time: dev only\n\n${service('')}`,
      ['dev only', 'dev only'],
    ],
  ])('%s', (_, text, accepted) => {
    const result = judge(text);
    expect(new Set(result.accepted)).toEqual(new Set(accepted));
    expect(result.problems).toEqual([]);
  });

  test.each([
    ['stop-has-time', 'compose.yaml:2 stop-has-time is accepted without a reason: add one'],
    [
      'soft-within-hard: unused',
      'compose.yaml:2 soft-within-hard is accepted but not found: remove the entry',
    ],
    ['no-such-rule: x', 'compose.yaml:2 no-such-rule: the rule is unknown'],
  ])('%s is reported', (words, problem) => {
    const result = judge(service(`  # rostrum-ignore ${words}\n`));
    expect(result).toEqual({ accepted: [null, null], problems: [problem] });
  });
});
