import { createHash } from 'node:crypto';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseNumber } from '../../shared/command-line/parse.ts';
import { type DebateOptionValues, debateOptions } from '../debate-options.ts';
import { buildDebateRequest } from '../debate-request.ts';
import type { RunPlan } from './result-lines.ts';

const {
  evidence: _evidence,
  search: _search,
  webhook: _webhook,
  option: _option,
  approve: _approve,
  'budget-tokens': _tokens,
  ...panelOptions
} = debateOptions;

export const evaluationOptions = {
  out: { type: 'string', placeholder: 'RESULTS', description: 'File of the results, to continue from' },
  ...panelOptions,
  'budget-usd': { type: 'string', placeholder: 'USD', description: 'Maximum cost of all debates together' },
  'debate-usd': {
    type: 'string',
    placeholder: 'USD',
    description: 'Maximum cost of one debate; default: the most that it can cost',
  },
  'debate-tokens': { type: 'string', placeholder: 'N', description: 'Maximum tokens of one debate' },
  concurrency: { type: 'string', placeholder: 'N', description: 'Debates at a time; default 4' },
  'self-consistency': {
    type: 'string',
    placeholder: 'MODEL',
    description: 'Spend the cost of each debate again on blind answers of this model, to compare with',
  },
  run: {
    type: 'string',
    placeholder: 'NAME',
    description: 'Name of the run, by which another --out finds its debates for a day; default: random',
  },
} as const satisfies CommandOptions;

export interface EvaluationValues extends Omit<DebateOptionValues, 'budget-tokens'> {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
  readonly out?: string | undefined;
  readonly 'debate-usd'?: string | undefined;
  readonly 'debate-tokens'?: string | undefined;
  readonly concurrency?: string | undefined;
  readonly 'self-consistency'?: string | undefined;
  readonly run?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What a command asks for, apart from how much of it and how fast. Throws UsageError. */
export function planRun(questionsText: string, questions: number, values: EvaluationValues): RunPlan {
  const { 'budget-usd': _, ...panelValues } = values;
  const { question: _question, ...request } = buildDebateRequest('', panelValues);
  const usd = parseNumber('debate-usd', values['debate-usd'], 'any');
  const tokens = parseNumber('debate-tokens', values['debate-tokens'], 'whole');
  const hasBudget = usd !== undefined || tokens !== undefined;
  return {
    questions,
    questionsHash: createHash('sha256').update(questionsText).digest('hex'),
    request: {
      ...request,
      ...(hasBudget && {
        budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
      }),
    },
    selfConsistencyModel: values['self-consistency'] ?? null,
  };
}
