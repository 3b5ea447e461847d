import type { PresetName, Role } from '../debate/events.ts';
import { presetNames, presets } from '../debate/presets.ts';
import type { NewDebateBody } from '../debate/resources.ts';
import { panelRoles } from '../debate/words.ts';
import { numberOf, type Options, oneOf } from './arguments.ts';
import type { Document } from './evidence.ts';
import { WrongUsage } from './exit.ts';

/** The options that say what is debated, by whom and how far. */
export const questionOptions = {
  evidence: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    says: 'Document for the panel: text, Markdown, HTML; - is standard input',
  },
  option: {
    type: 'string',
    multiple: true,
    value: 'TEXT',
    says: 'An answer to choose from; two or more make a closed question',
  },
  preset: { type: 'string', value: 'PRESET', says: `Form of the debate: ${presetNames.join(' or ')}` },
  rounds: { type: 'string', value: 'N', says: 'Rounds of critique and revision at most' },
  model: { type: 'string', value: 'MODEL', says: 'Model of every seat and the judge, provider:model' },
  seat: {
    type: 'string',
    multiple: true,
    value: 'ROLE[=MODEL]',
    says: 'A seat of the panel, in place of the preset’s; repeat it',
  },
  judge: { type: 'string', value: 'MODEL', says: 'Model of the judge' },
  'budget-usd': { type: 'string', value: 'USD', says: 'Most that the debate may cost' },
  'budget-tokens': { type: 'string', value: 'N', says: 'Most tokens that the debate may use' },
  deadline: { type: 'string', value: 'SECONDS', says: 'When the debate must have ended' },
} as const satisfies Options;

export interface QuestionValues {
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
export function bodyOf(question: string, values: QuestionValues): NewDebateBody {
  const preset = oneOf('preset', values.preset, presetNames);
  const rounds = numberOf('rounds', values.rounds, 'whole');
  const deadlineSeconds = numberOf('deadline', values.deadline, 'whole');
  const usd = numberOf('budget-usd', values['budget-usd'], 'any');
  const tokens = numberOf('budget-tokens', values['budget-tokens'], 'whole');
  const judge = values.judge ?? values.model;
  const panel = panelOf(values, preset ?? 'standard');
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
export function optionOf(member: string, { seat, judge }: QuestionValues): string | null {
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

export const withEvidence = (body: NewDebateBody, evidence: readonly Document[]): NewDebateBody =>
  evidence.length > 0 ? { ...body, evidence } : body;

function panelOf({ seat, model }: QuestionValues, preset: PresetName): NewDebateBody['panel'] {
  if (seat) return seat.map((said) => seatOf(said, model));
  return model === undefined ? undefined : presets[preset].roles.map((role) => ({ role, model }));
}

/** `sceptic`, or `sceptic=provider:model`. */
function seatOf(said: string, byDefault: string | undefined): { role: Role; model?: string } {
  const [, name = '', own] = /^([^=]*)(?:=(.*))?$/s.exec(said) ?? [];
  const role = oneOf('seat', name, panelRoles);
  const model = own ?? byDefault;
  if (role === undefined || model === '')
    throw new WrongUsage(`--seat takes ROLE or ROLE=MODEL, not ${said}`);
  return { role, ...(model !== undefined && { model }) };
}
