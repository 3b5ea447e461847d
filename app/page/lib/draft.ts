import type { Effort, PresetName, SeatRole } from '../../debate/core/events.ts';
import { type Preset, presetNames, presets } from '../../debate/core/presets.ts';
import type { NewDebateBody } from '../../debate/views/request-bodies.ts';
import type { DraftDocument } from './evidence-files.ts';

/** The state of the form: the texts as typed. */
export interface Draft {
  readonly question: string;
  /** Empty: an open question. For a preset that needs a checklist, its items. */
  readonly options: readonly string[];
  /** null: the answer is not a number. */
  readonly number: DraftNumber | null;
  readonly evidence: readonly DraftDocument[];
  readonly preset: PresetName;
  /** What an earlier debate had instead of what its preset brings; the form does not show it. */
  readonly protocol?: Pick<NewDebateBody, 'exchange' | 'decider'>;
  /** null: the panel of the preset. */
  readonly panel: readonly DraftSeat[] | null;
  /** The changed panels of the other presets, so that looking at another preset loses nothing. */
  readonly otherPanels: Readonly<Partial<Record<PresetName, readonly DraftSeat[]>>>;
  readonly judge: string;
  /** Of every seat and the judge; empty: the default of each model. */
  readonly effort: Effort | '';
  readonly rounds: string;
  readonly deadlineMinutes: string;
  readonly budgetUsd: string;
  readonly budgetTokens: string;
}

export interface DraftNumber {
  readonly unit: string;
  /** In percent; empty: the default. */
  readonly tolerance: string;
}

export interface DraftSeat {
  readonly role: SeatRole;
  /** Of an earlier debate; the form does not show it. */
  readonly instructions?: string | undefined;
  /** Empty: the default model. */
  readonly model: string;
}

export const emptyDraft: Draft = {
  question: '',
  options: [],
  number: null,
  evidence: [],
  preset: 'standard',
  panel: null,
  otherPanels: {},
  judge: '',
  effort: '',
  rounds: '',
  deadlineMinutes: '',
  budgetUsd: '',
  budgetTokens: '',
};

/** True when a person would lose something if the draft were replaced. */
export const hasInput = ({ question, options, number, evidence, panel }: Draft): boolean =>
  question.trim() !== '' || options.length > 0 || number !== null || evidence.length > 0 || panel !== null;

/** Another preset, with the seats that were chosen for it before. */
export function withPreset(draft: Draft, preset: PresetName): Draft {
  if (preset === draft.preset) return draft;
  const { protocol: _protocol, ...kept } = draft;
  const { [draft.preset]: _, ...others } = draft.otherPanels;
  const otherPanels = draft.panel ? { ...others, [draft.preset]: draft.panel } : others;
  return { ...kept, preset, panel: draft.otherPanels[preset] ?? null, otherPanels };
}

/** The seats of the draft, or of its preset. */
export function draftSeats(draft: Draft, available: readonly Preset[]): readonly DraftSeat[] {
  const preset = available.find(({ name }) => name === draft.preset);
  return draft.panel ?? (preset ? seatsOfPreset(preset) : []);
}

const seatsOfPreset = ({ roles }: Pick<Preset, 'roles'>): readonly DraftSeat[] =>
  roles.map((role) => ({ role, model: '' }));

/** Documents go with each request, so with more than this only the chosen preset is estimated. */
const comparedBytesMax = 200_000;

/** The presets that the draft could be started with as it is, that of the draft first. */
export function presetsToCompare(draft: Draft): readonly PresetName[] {
  const { preset, number, evidence } = draft;
  const count = filledOptions(draft).length;
  const canStart = (other: PresetName) =>
    presets[other].needsChecklist ? count > 0 && number === null : count !== 1;
  const bytes = evidence.reduce((sum, document) => sum + document.bytes, 0);
  const isLarge = bytes > comparedBytesMax || evidence.some((document) => 'url' in document);
  return [preset, ...presetNames.filter((other) => other !== preset && !isLarge && canStart(other))];
}

const filledOptions = ({ options }: Draft): readonly string[] =>
  options.map((option) => option.trim()).filter(Boolean);

/** The request for a draft, without its empty fields. */
export function draftToRequest(draft: Draft): NewDebateBody {
  const options = filledOptions(draft);
  const usd = parseOptionalNumber(draft.budgetUsd);
  const tokens = parseOptionalNumber(draft.budgetTokens);
  const rounds = parseOptionalNumber(draft.rounds);
  const minutes = parseOptionalNumber(draft.deadlineMinutes);
  const judge = draft.judge.trim();
  const { effort } = draft;
  const seatMembers = effort === '' ? {} : { effort };
  const panel = draft.panel ?? (effort === '' ? null : seatsOfPreset(presets[draft.preset]));
  return {
    question: draft.question.trim(),
    preset: draft.preset,
    ...draft.protocol,
    ...(options.length > 0 && (presets[draft.preset].needsChecklist ? { checklist: options } : { options })),
    ...(draft.number && { number: numberToRequest(draft.number) }),
    ...(draft.evidence.length > 0 && {
      evidence: draft.evidence.map(({ bytes: _, ...document }) =>
        'url' in document ? { url: document.url } : document,
      ),
    }),
    ...(panel && { panel: panel.map((seat) => ({ ...seatToRequest(seat), ...seatMembers })) }),
    ...((judge !== '' || effort !== '') && {
      judge: { ...(judge !== '' && { model: judge }), ...seatMembers },
    }),
    ...(rounds !== undefined && { rounds }),
    ...(minutes !== undefined && { deadlineSeconds: Math.round(minutes * 60) }),
    ...((usd !== undefined || tokens !== undefined) && {
      budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    }),
  };
}

function numberToRequest({ unit, tolerance }: DraftNumber): NonNullable<NewDebateBody['number']> {
  const percent = parseOptionalNumber(tolerance);
  return { unit: unit.trim(), ...(percent !== undefined && { tolerance: percent / 100 }) };
}

const seatToRequest = ({ role, instructions, model }: DraftSeat) => ({
  role,
  ...(instructions && { instructions }),
  ...(model.trim() !== '' && { model: model.trim() }),
});

const parseOptionalNumber = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number(text);
