import { describe, expect, it, test } from 'vitest';
import { createPrompt } from '../../../app/agents/prompts.ts';
import { recordLines } from '../../../app/cli/output/record.ts';
import { createStyle } from '../../../app/cli/output/style.ts';
import type { FindingSeverity, ReviewFinding } from '../../../app/debate/core/turn-outcome.ts';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import { mergeFindings } from '../../../app/debate/questions/merge-findings.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import type { SignedRecord } from '../../../app/debate/record/signature.ts';
import { buildReport } from '../../../app/http/records/report/build-report.ts';
import { renderHtml } from '../../../app/http/records/report/html.ts';
import { renderMarkdown } from '../../../app/http/records/report/markdown.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import { documents, proposeBrief, reviseBrief } from '../../support/agents/briefs.ts';
import { createDebateDriver, settings, toStoredEvents } from '../../support/debates/debate-driver.ts';
import { rehearseDebate } from '../../support/debates/rehearse-debate.ts';
import { testSigner } from '../../support/debates/sample-debates.ts';

const checklist = ['Names who pays', 'Gives the cost of failed deploys'];
const context = { ...proposeBrief(), checklist };
const quote = 'The search team waited 19 days in total for others to finish their releases.';
const given = { item: 2, severity: 'major', finding: 'No cost\nis given.', evidence: 'e1', quote };

const reply = (...findings: readonly object[]) =>
  `Reviewed.\n\n\`\`\`json\n${JSON.stringify({ claim: 'It fails.', confidence: 0.8, findings })}\n\`\`\``;

function read(...findings: readonly object[]) {
  const result = parseReply(reply(...findings), context);
  if (!result.ok) throw new Error(result.problem);
  if (result.outcome.phase !== 'propose') throw new Error('another phase');
  return result.outcome.position;
}

describe('the findings of a reply', () => {
  it('have their quotes checked, and these are citations too', () => {
    const citation = { evidence: 'E1', quote, found: true };
    expect(read(given)).toMatchObject({
      findings: [{ item: 2, severity: 'major', text: 'No cost is given.', citation }],
      citations: [citation],
    });
    const [invented] = read({ ...given, quote: 'Search waited for a year.' }).findings ?? [];
    expect(invented?.citation?.found).toBe(false);
  });

  it('may lack a quote, and name their item in several ways', () => {
    const items = ['1', 'Item 1', 'C1', 'Names who pays'].map((item) => ({ ...given, item, quote: '' }));
    expect(read(...items).findings?.map(({ item, citation }) => [item, citation])).toEqual(
      items.map(() => [1, undefined]),
    );
  });

  it('name their item by its number before a text that looks like a number', () => {
    const result = parseReply(reply({ ...given, item: 2 }), { ...context, checklist: ['2', 'Another'] });
    expect(result).toMatchObject({ outcome: { position: { findings: [{ item: 2 }] } } });
  });

  it.each([
    ['an unknown item', { item: 3 }, '"item"'],
    ['an unknown severity', { severity: 'bad' }, 'critical | major | minor | note'],
    ['a quote without a document', { evidence: undefined }, '"evidence"'],
    ['a quote as long as a document', { quote: 'x'.repeat(1001) }, '1000 characters'],
  ])('are refused for %s', (_, change, problem) => {
    expect(parseReply(reply({ ...given, ...change }), context)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(problem),
    });
  });
});

it('the checklist and the findings of an agent are in its prompts', () => {
  const position = read(given);
  const brief = reviseBrief();
  const prompt = createPrompt({ ...brief, checklist, own: { ...brief.own, position } });
  const text = prompt.messages.map(({ content }) => content).join('\n');
  expect(text.slice(0, prompt.sharedChars)).toContain('1. "Names who pays"');
  expect(text).toContain('finding on item 2, major, by a quote from E1: No cost is given.');
  expect(documents[0]?.text).toContain(quote);
});

describe('merged findings', () => {
  const finding = (
    item: number,
    severity: FindingSeverity,
    text: string,
    more: Partial<ReviewFinding> = {},
  ): ReviewFinding => ({
    item,
    severity,
    text,
    ...more,
  });
  const cite = (passage: string, found = true) => ({ citation: { evidence: 'E1', quote: passage, found } });

  it('are one where quotes overlap or words are the same, and never across items', () => {
    const merged = mergeFindings([
      { agent: 'a1', findings: [finding(1, 'minor', 'Late.', cite('waited 19 days in total'))] },
      {
        agent: 'a2',
        findings: [finding(1, 'major', 'Slow.', cite('Waited  19 days')), finding(2, 'note', 'No date.')],
      },
      {
        agent: 'a3',
        findings: [finding(1, 'major', 'Slow.', cite('19 days')), finding(2, 'note', 'no date.')],
      },
      { agent: 'a4', findings: [finding(3, 'critical', 'Slow.', cite('19 days'))] },
    ]);
    expect(merged.map(({ item, severity, text, agents }) => [item, severity, text, agents.join()])).toEqual([
      [3, 'critical', 'Slow.', 'a4'],
      [1, 'major', 'Slow.', 'a1,a2,a3'],
      [2, 'note', 'No date.', 'a2,a3'],
    ]);
    expect(merged[1]?.severities).toEqual(['minor', 'major', 'major']);
  });

  it('have the graver severity of a tie, and a quote that is in its document', () => {
    const [merged] = mergeFindings([
      { agent: 'a1', findings: [finding(1, 'note', 'One.', cite('nineteen days in all', false))] },
      { agent: 'a2', findings: [finding(1, 'critical', 'Two.', cite('nineteen days in all, or more'))] },
    ]);
    expect(merged).toMatchObject({ severity: 'critical', citation: { found: true } });
  });
});

it('a review whose agents all failed has no findings, and finds no item clean', () => {
  const debate = createDebateDriver(settings({ preset: 'review', checklist }));
  debate.startDueTurns();
  for (const agent of ['a1', 'a2', 'a3']) debate.fail(`r0.propose.${agent}`, 1, 'refused');
  const record = buildRecord(toStoredEvents(debate.log)) ?? expect.unreachable();
  expect(record).toMatchObject({ outcome: 'failed', positions: [], findings: null });
  expect(renderMarkdown(buildReport(testSigner.sign(record)))).not.toContain('agreement, not proof');
});

test.each([
  ['the Markdown export', (record: SignedRecord) => renderMarkdown(buildReport(record)), '## Findings'],
  ['the HTML export', (record: SignedRecord) => renderHtml(buildReport(record)), '<h2>Findings'],
  [
    'the terminal',
    (record: SignedRecord) => recordLines(record, 200, createStyle(false, neutralFormats)).join('\n'),
    'Findings',
  ],
])('%s shows the findings, their quotes and the items without any', async (_, render, title) => {
  const log = await rehearseDebate(settings({ preset: 'review', checklist, seed: 3 }), { seed: 3 });
  const record = buildRecord(toStoredEvents(log));
  const text = render(testSigner.sign(record ?? expect.unreachable()));
  expect(text).toContain(title);
  const [first] = record?.findings ?? [];
  expect(text).toContain(first?.text);
  expect(text).toContain(`Item ${first?.item}: `);
  expect(text).toContain('No finding on ');
});
