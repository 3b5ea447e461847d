import type { PresetName, SeatRole } from '../debate/core/events.ts';
import { presetNames, presets } from '../debate/core/presets.ts';
import { panelRoles } from '../debate/views/labels.ts';
import type { NewDebateBody } from '../debate/views/responses.ts';
import { type CommandOptions, parseChoice, parseNumber } from './arguments.ts';
import type { EvidenceDocument } from './evidence.ts';
import { UsageError } from './exit-codes.ts';

/** The options that say what is debated, by whom and how far. */
export const debateOptions = {
  evidence: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE',
    description: 'Document for the panel: text, Markdown, HTML; - is standard input',
  },
  option: {
    type: 'string',
    multiple: true,
    placeholder: 'TEXT',
    description: 'An answer to choose from; two or more make a closed question',
  },
  preset: {
    type: 'string',
    placeholder: 'PRESET',
    description: `Form of the debate: ${presetNames.join(' or ')}`,
  },
  rounds: { type: 'string', placeholder: 'N', description: 'Rounds of critique and revision at most' },
  model: {
    type: 'string',
    placeholder: 'MODEL',
    description: 'Model of every seat and the judge, provider:model',
  },
  seat: {
    type: 'string',
    multiple: true,
    placeholder: 'ROLE[=MODEL]',
    description: 'A seat of the panel, in place of the preset’s; repeat it',
  },
  judge: { type: 'string', placeholder: 'MODEL', description: 'Model of the judge' },
  'budget-usd': { type: 'string', placeholder: 'USD', description: 'Most that the debate may cost' },
  'budget-tokens': { type: 'string', placeholder: 'N', description: 'Most tokens that the debate may use' },
  deadline: { type: 'string', placeholder: 'SECONDS', description: 'When the debate must have ended' },
} as const satisfies CommandOptions;

export interface DebateOptionValues {
  readonly option?: readonly string[] | undefined;
  readonly preset?: string | undefined;
  readonly rounds?: string | undefined;
  readonly model?: string | undefined;
  readonly seat?: readonly string[] | undefined;
  readonly judge?: string | undefined;
  readonly 'budget-usd'?: string | undefined;
  readonly 'budget-tokens'?: string | undefined;
  readonly deadline?: string | undefined;
}

/** What is sent to start a debate, without its evidence; throws WrongUsage. Ranges are the server's to judge. */
export function buildDebateRequest(question: string, values: DebateOptionValues): NewDebateBody {
  const preset = parseChoice('preset', values.preset, presetNames);
  const rounds = parseNumber('rounds', values.rounds, 'whole');
  const deadlineSeconds = parseNumber('deadline', values.deadline, 'whole');
  const usd = parseNumber('budget-usd', values['budget-usd'], 'any');
  const tokens = parseNumber('budget-tokens', values['budget-tokens'], 'whole');
  const judge = values.judge ?? values.model;
  const panel = buildPanel(values, preset ?? 'standard');
  return {
    question,
    ...(preset && { preset }),
    ...(values.option && { options: values.option }),
    ...(panel && { panel }),
    ...(judge !== undefined && { judge: { model: judge } }),
    ...(rounds !== undefined && { rounds }),
    ...((usd !== undefined || tokens !== undefined) && {
      budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    }),
    ...(deadlineSeconds !== undefined && { deadlineSeconds }),
  };
}

/** What a person has written that a member of the body comes from. */
export function optionForMember(member: string, { seat, judge }: DebateOptionValues): string | null {
  const [name = ''] = member.split(/[.[]/, 1);
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
  'budget.usd': '--budget-usd',
  'budget.tokens': '--budget-tokens',
  deadlineSeconds: '--deadline',
  evidence: '--evidence',
};

export const withEvidence = (body: NewDebateBody, evidence: readonly EvidenceDocument[]): NewDebateBody =>
  evidence.length > 0 ? { ...body, evidence } : body;

function buildPanel({ seat, model }: DebateOptionValues, preset: PresetName): NewDebateBody['panel'] {
  if (seat) return seat.map((text) => parseSeat(text, model));
  return model === undefined ? undefined : presets[preset].roles.map((role) => ({ role, model }));
}

/** `sceptic`, or `sceptic=provider:model`. */
function parseSeat(text: string, defaultModel: string | undefined): { role: SeatRole; model?: string } {
  const [, name = '', seatModel] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const role = parseChoice('seat', name, panelRoles);
  const model = seatModel ?? defaultModel;
  if (role === undefined || model === '')
    throw new UsageError(`--seat takes ROLE or ROLE=MODEL, not ${text}`);
  return { role, ...(model !== undefined && { model }) };
}
