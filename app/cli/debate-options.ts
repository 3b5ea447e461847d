import type { PresetName, SeatRole } from '../debate/core/events.ts';
import { type JudgeRequest, presetNames, presets } from '../debate/core/presets.ts';
import { deciders, exchanges } from '../debate/core/protocol.ts';
import { baselineSources, efforts } from '../debate/core/settings.ts';
import { panelRoles } from '../debate/views/labels.ts';
import type { NewDebateBody } from '../debate/views/responses.ts';
import type { CommandOptions } from '../shared/command-line/options.ts';
import { parseChoice, parseNumber } from '../shared/command-line/parse.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
import type { EvidenceUpload } from './evidence.ts';

/** The options for the question, the panel and the limits of a debate. */
export const debateOptions = {
  evidence: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE',
    description: 'Document for the panel: text, Markdown or HTML; - reads standard input',
  },
  option: {
    type: 'string',
    multiple: true,
    placeholder: 'TEXT',
    description: 'Answer to choose from; two or more make a closed question',
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
} as const satisfies CommandOptions;

export interface DebateOptionValues {
  readonly option?: readonly string[] | undefined;
  readonly preset?: string | undefined;
  readonly rounds?: string | undefined;
  readonly model?: string | undefined;
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
}

/** The request without its evidence. The server checks the ranges of numbers. Throws UsageError. */
export function buildDebateRequest(question: string, values: DebateOptionValues): NewDebateBody {
  const preset = parseChoice('preset', values.preset, presetNames);
  const rounds = parseNumber('rounds', values.rounds, 'whole');
  const deadlineSeconds = parseNumber('deadline', values.deadline, 'whole');
  const usd = parseNumber('budget-usd', values['budget-usd'], 'any');
  const tokens = parseNumber('budget-tokens', values['budget-tokens'], 'whole');
  const judge = values.judge ?? values.model;
  const baseline = parseChoice('baseline', values.baseline, baselineSources);
  const exchange = parseChoice('exchange', values.exchange, exchanges);
  const decider = parseChoice('decider', values.decider, deciders);
  const seatMembers = parseSeatMembers(values);
  const panel = buildPanel(values, seatMembers, preset ?? 'standard');
  return {
    question,
    ...(preset && { preset }),
    ...(values.option && { options: values.option }),
    ...(panel && { panel }),
    ...((judge !== undefined || seatMembers) && {
      judge: { ...(judge !== undefined && { model: judge }), ...seatMembers },
    }),
    ...(exchange && { exchange }),
    ...(decider && { decider }),
    ...(rounds !== undefined && { rounds }),
    ...(baseline && { baseline }),
    ...(values['debate-always'] && { stopWhenBlindAgree: false }),
    ...(values.approve && { approval: true }),
    ...((usd !== undefined || tokens !== undefined) && {
      budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    }),
    ...(deadlineSeconds !== undefined && { deadlineSeconds }),
  };
}

/** The option that sets a member of the request (`budget.usd`); null for any other member. */
export function optionForMember(member: string, { seat, judge }: DebateOptionValues): string | null {
  const [name = ''] = member.split(/[.[]/, 1);
  if (/\.outputTokensMax$/.test(member)) return '--output-tokens';
  if ((name === 'panel' && !seat) || (name === 'judge' && judge === undefined)) return '--model';
  return optionNames[member] ?? optionNames[name] ?? null;
}

const optionNames: Readonly<Partial<Record<string, string>>> = {
  question: 'the question',
  preset: '--preset',
  options: '--option',
  panel: '--seat',
  judge: '--judge',
  rounds: '--rounds',
  exchange: '--exchange',
  decider: '--decider',
  baseline: '--baseline',
  'budget.usd': '--budget-usd',
  'budget.tokens': '--budget-tokens',
  deadlineSeconds: '--deadline',
  evidence: '--evidence',
};

export const withEvidence = (body: NewDebateBody, evidence: readonly EvidenceUpload[]): NewDebateBody =>
  evidence.length > 0 ? { ...body, evidence } : body;

/** The members that every seat and the judge get; null for none. */
function parseSeatMembers(values: DebateOptionValues): JudgeRequest | null {
  const { fallback } = values;
  const effort = parseChoice('effort', values.effort, efforts);
  const outputTokensMax = parseNumber('output-tokens', values['output-tokens'], 'whole');
  if (fallback === undefined && effort === undefined && outputTokensMax === undefined) return null;
  return {
    ...(fallback !== undefined && { fallback }),
    ...(effort !== undefined && { effort }),
    ...(outputTokensMax !== undefined && { outputTokensMax }),
  };
}

function buildPanel(
  { seat, model }: DebateOptionValues,
  seatMembers: JudgeRequest | null,
  preset: PresetName,
): NewDebateBody['panel'] {
  if (!seat && model === undefined && !seatMembers) return undefined;
  const seats: NonNullable<NewDebateBody['panel']> = seat
    ? seat.map((text) => parseSeat(text, model))
    : presets[preset].roles.map((role) => ({ role, ...(model !== undefined && { model }) }));
  return seats.map((entry) => ({ ...entry, ...seatMembers }));
}

/** `sceptic`, or `sceptic=provider:model`. */
function parseSeat(text: string, defaultModel: string | undefined): { role: SeatRole; model?: string } {
  const [, name = '', seatModel] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const role = parseChoice('seat', name, panelRoles);
  const model = seatModel ?? defaultModel;
  if (role === undefined || model === '')
    throw new UsageError(`--seat must be ROLE or ROLE=MODEL, not ${text}`);
  return { role, ...(model !== undefined && { model }) };
}
