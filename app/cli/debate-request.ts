import type { PresetName, SeatRole } from '../debate/core/events.ts';
import { type JudgeRequest, presetNames, presets } from '../debate/core/presets.ts';
import { deciders, exchanges } from '../debate/core/protocol.ts';
import { baselineSources, efforts } from '../debate/core/settings.ts';
import { panelRoles } from '../debate/views/labels.ts';
import type { CreationBody, NewDebateBody } from '../debate/views/request-bodies.ts';
import { parseChoice, parseNumber } from '../shared/command-line/parse.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
import type { DebateOptionValues } from './debate-options.ts';

/** The request without its evidence. The server checks the ranges of numbers. Throws UsageError. */
export function buildDebateRequest(question: string, values: DebateOptionValues): CreationBody {
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
    ...(values.search && { search: true }),
    ...(values.option && { options: values.option }),
    ...(values.check && { checklist: values.check }),
    ...buildNumberQuestion(values),
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
    ...(values.webhook !== undefined && { webhook: { url: values.webhook } }),
  };
}

function buildNumberQuestion(values: DebateOptionValues): Pick<NewDebateBody, 'number'> {
  const { number: unit } = values;
  const tolerance = parseNumber('tolerance', values.tolerance, 'any');
  if (unit === undefined && tolerance !== undefined) throw new UsageError('--tolerance needs --number');
  return unit === undefined ? {} : { number: { unit, ...(tolerance !== undefined && { tolerance }) } };
}

/** The option that sets a member of the request (`budget.usd`); null for any other member. */
export function optionForMember(member: string, { panel, seat, judge }: DebateOptionValues): string | null {
  const [name = ''] = member.split(/[.[]/, 1);
  if (/\.outputTokensMax$/.test(member)) return '--output-tokens';
  if (name === 'panel' && panel !== undefined) return '--panel';
  if ((name === 'panel' && !seat) || (name === 'judge' && judge === undefined)) return '--model';
  return optionNames[member] ?? optionNames[name] ?? null;
}

const optionNames: Readonly<Partial<Record<string, string>>> = {
  question: 'the question',
  preset: '--preset',
  options: '--option',
  checklist: '--check',
  number: '--number',
  'number.tolerance': '--tolerance',
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
  webhook: '--webhook',
  search: '--search',
};

export const withEvidence = (
  body: CreationBody,
  evidence: NonNullable<NewDebateBody['evidence']>,
): CreationBody => (evidence.length > 0 ? { ...body, evidence } : body);

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
  { panel: name, seat, model }: DebateOptionValues,
  seatMembers: JudgeRequest | null,
  preset: PresetName,
): CreationBody['panel'] {
  if (name !== undefined) {
    if (!seat && model === undefined && !seatMembers) return name;
    throw new UsageError(
      '--panel has its own seats: leave out --seat, --model, --fallback, --effort and --output-tokens',
    );
  }
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
