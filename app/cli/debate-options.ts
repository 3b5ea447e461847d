import { presetNames } from '../debate/core/presets.ts';
import { deciders, exchanges } from '../debate/core/protocol.ts';
import { efforts } from '../debate/core/settings.ts';
import type { CommandOptions } from '../shared/command-line/options.ts';

/** The options for the question, the panel and the limits of a debate. */
export const debateOptions = {
  evidence: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE',
    description:
      'Document for the panel: text, Markdown, HTML, PDF, CSV or docx; - reads standard input. Or the address of ' +
      'one, if the server allows its host',
  },
  search: {
    type: 'boolean',
    description: 'Let the search server of the operator find evidence for the question',
  },
  option: {
    type: 'string',
    multiple: true,
    placeholder: 'TEXT',
    description: 'Answer to choose from; two or more make a closed question',
  },
  check: {
    type: 'string',
    multiple: true,
    placeholder: 'TEXT',
    description: 'Item of a checklist by which the evidence is reviewed, for the preset review; repeatable',
  },
  number: {
    type: 'string',
    placeholder: 'UNIT',
    description: 'Ask for a number in this unit; the numbers of the panel are pooled',
  },
  tolerance: {
    type: 'string',
    placeholder: 'SHARE',
    description: 'How far apart numbers may be and still agree, as a share of the larger one; 0.1 by default',
  },
  preset: {
    type: 'string',
    placeholder: 'PRESET',
    description: `Preset of the debate: ${presetNames.join(', ')}`,
  },
  rounds: { type: 'string', placeholder: 'N', description: 'Maximum rounds of critique and revision' },
  model: {
    type: 'string',
    placeholder: 'MODEL',
    description: 'Model of every seat and the judge, provider:model',
  },
  panel: { type: 'string', placeholder: 'NAME', description: 'Panel that the server keeps under this name' },
  seat: {
    type: 'string',
    multiple: true,
    placeholder: 'ROLE[=MODEL]',
    description: 'Seat of the panel, replaces those of the preset; repeatable',
  },
  judge: { type: 'string', placeholder: 'MODEL', description: 'Model of the judge' },
  exchange: {
    type: 'string',
    placeholder: 'EXCHANGE',
    description: `Which peers an agent reads: ${exchanges.join(', ')}`,
  },
  decider: {
    type: 'string',
    placeholder: 'DECIDER',
    description: `What decides: ${deciders.join(', ')}`,
  },
  fallback: {
    type: 'string',
    placeholder: 'MODEL',
    description: 'Model of further attempts when a turn of a seat or the judge has failed',
  },
  effort: {
    type: 'string',
    placeholder: 'LEVEL',
    description: `How much models think that take an effort: ${efforts.join(', ')}`,
  },
  'output-tokens': {
    type: 'string',
    placeholder: 'N',
    description: 'Limit of one reply in tokens, thinking included',
  },
  baseline: {
    type: 'string',
    placeholder: 'SOURCE',
    description: 'separate: pay for one more call for the answer from the blind answers alone',
  },
  'debate-always': { type: 'boolean', description: 'Debate even when all blind answers agree' },
  approve: { type: 'boolean', description: 'Wait for rostrum approve before the decision' },
  'budget-usd': { type: 'string', placeholder: 'USD', description: 'Maximum cost of the debate' },
  'budget-tokens': { type: 'string', placeholder: 'N', description: 'Maximum tokens of the debate' },
  deadline: { type: 'string', placeholder: 'SECONDS', description: 'Time limit of the debate' },
  webhook: {
    type: 'string',
    placeholder: 'URL',
    description: 'Address that is called when the debate has ended',
  },
} as const satisfies CommandOptions;

export interface DebateOptionValues {
  readonly search?: boolean | undefined;
  readonly option?: readonly string[] | undefined;
  readonly check?: readonly string[] | undefined;
  readonly number?: string | undefined;
  readonly tolerance?: string | undefined;
  readonly preset?: string | undefined;
  readonly rounds?: string | undefined;
  readonly model?: string | undefined;
  readonly panel?: string | undefined;
  readonly seat?: readonly string[] | undefined;
  readonly judge?: string | undefined;
  readonly exchange?: string | undefined;
  readonly decider?: string | undefined;
  readonly fallback?: string | undefined;
  readonly effort?: string | undefined;
  readonly 'output-tokens'?: string | undefined;
  readonly baseline?: string | undefined;
  readonly 'debate-always'?: boolean | undefined;
  readonly approve?: boolean | undefined;
  readonly 'budget-usd'?: string | undefined;
  readonly 'budget-tokens'?: string | undefined;
  readonly deadline?: string | undefined;
  readonly webhook?: string | undefined;
}
