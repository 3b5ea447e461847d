import type { DebateSettings } from '../../debate/core/events.ts';
import { presets } from '../../debate/core/presets.ts';
import { joinNames } from '../../debate/views/record-text.ts';
import { throwProblem } from '../errors/problem-types.ts';

/** Refuses what contradicts itself in a question, or is missing for its kind. */
export function checkQuestion(settings: DebateSettings): void {
  const [problem] = [...findKindProblems(settings), ...findMissing(settings)];
  if (!problem) return;
  const [path, message] = problem;
  throwProblem('validation-failed', `${path}: ${message}.`, { errors: [{ path, message }] });
}

type Problem = readonly [path: string, message: string];

function findKindProblems({
  options,
  checklist,
  number,
  decider,
  baseline,
}: DebateSettings): readonly Problem[] {
  const kinds = [
    ...(options ? ['options'] : []),
    ...(checklist ? ['a checklist'] : []),
    ...(number ? ['a number'] : []),
  ];
  const problems: readonly (readonly [isProblem: boolean, ...Problem])[] = [
    [
      kinds.length > 1,
      checklist ? 'checklist' : 'number',
      `a question has only one of options, a checklist and a number, not ${joinNames(kinds)}`,
    ],
    [number !== undefined && decider !== 'pool', 'decider', 'numbers are pooled: leave decider and jury out'],
    [number === undefined && decider === 'pool', 'decider', 'pool is for a question with a number'],
    [
      number !== undefined && baseline === 'separate',
      'baseline',
      'separate is for open questions: the blind numbers are the baseline of a numeric one',
    ],
  ];
  return problems.flatMap(([isProblem, ...problem]) => (isProblem ? [problem] : []));
}

function findMissing({ preset, checklist, evidence }: DebateSettings): readonly Problem[] {
  if (!checklist)
    return presets[preset].needsChecklist
      ? [['checklist', `the preset ${preset} needs a checklist, and documents as evidence`]]
      : [];
  return evidence.length > 0 ? [] : [['evidence', 'a checklist needs at least one document to review']];
}
