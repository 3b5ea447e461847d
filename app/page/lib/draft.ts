import type { PresetName, SeatRole } from '../../debate/core/events.ts';
import type { AgentsResponse, NewDebateBody } from '../../debate/views/responses.ts';
import type { DraftDocument } from './evidence-files.ts';

/** A debate that is being put together: what has been typed, as it was typed. */
export interface Draft {
  readonly question: string;
  /** Without any, the question is open. */
  readonly options: readonly string[];
  readonly evidence: readonly DraftDocument[];
  readonly preset: PresetName;
  /** null: as the preset has it. */
  readonly panel: readonly DraftSeat[] | null;
  readonly judge: string;
  readonly rounds: string;
  readonly deadlineMinutes: string;
  readonly budgetUsd: string;
  readonly budgetTokens: string;
}

export interface DraftSeat {
  readonly role: SeatRole;
  /** Empty: the default model. */
  readonly model: string;
}

export const emptyDraft: Draft = {
  question: '',
  options: [],
  evidence: [],
  preset: 'standard',
  panel: null,
  judge: '',
  rounds: '',
  deadlineMinutes: '',
  budgetUsd: '',
  budgetTokens: '',
};

/** The seats that a draft would have. */
export function draftSeats(draft: Draft, presets: AgentsResponse['presets']): readonly DraftSeat[] {
  const roles = presets.find(({ name }) => name === draft.preset)?.roles ?? [];
  return draft.panel ?? roles.map((role) => ({ role, model: '' }));
}

/** The request for a draft; what was left empty is left to the server. */
export function draftToRequest(draft: Draft): NewDebateBody {
  const options = draft.options.map((option) => option.trim()).filter(Boolean);
  const usd = parseOptionalNumber(draft.budgetUsd);
  const tokens = parseOptionalNumber(draft.budgetTokens);
  const rounds = parseOptionalNumber(draft.rounds);
  const minutes = parseOptionalNumber(draft.deadlineMinutes);
  const judge = draft.judge.trim();
  return {
    question: draft.question.trim(),
    preset: draft.preset,
    ...(options.length > 0 && { options }),
    ...(draft.evidence.length > 0 && {
      evidence: draft.evidence.map(({ bytes: _, ...document }) => document),
    }),
    ...(draft.panel && { panel: draft.panel.map(seatToRequest) }),
    ...(judge !== '' && { judge: { model: judge } }),
    ...(rounds !== undefined && { rounds }),
    ...(minutes !== undefined && { deadlineSeconds: Math.round(minutes * 60) }),
    ...((usd !== undefined || tokens !== undefined) && {
      budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    }),
  };
}

const seatToRequest = ({ role, model }: DraftSeat) => ({
  role,
  ...(model.trim() !== '' && { model: model.trim() }),
});

const parseOptionalNumber = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number(text);
