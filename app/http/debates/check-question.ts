import type { DebateSettings } from '../../debate/core/events.ts';
import { presets } from '../../debate/core/presets.ts';
import { throwProblem } from '../errors/problem-types.ts';

/** Refuses what contradicts itself in a question, or is missing for its kind. */
export function checkQuestion(settings: DebateSettings): void {
  const problem = findQuestionProblem(settings);
  if (problem === null) return;
  const { path, message } = problem;
  throwProblem('validation-failed', `${path}: ${message}.`, { errors: [{ path, message }] });
}

function findQuestionProblem({
  preset,
  checklist,
  options,
  evidence,
}: DebateSettings): { readonly path: string; readonly message: string } | null {
  if (!checklist)
    return presets[preset].needsChecklist
      ? { path: 'checklist', message: `the preset ${preset} needs a checklist, and documents as evidence` }
      : null;
  if (options) return { path: 'checklist', message: 'a question has options or a checklist, not both' };
  return evidence.length === 0
    ? { path: 'evidence', message: 'a checklist needs at least one document to review' }
    : null;
}
