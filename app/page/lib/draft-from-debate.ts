import type { Client } from '../../client/client.ts';
import type { DebateSettings } from '../../debate/core/events.ts';
import { presets } from '../../debate/core/presets.ts';
import { type Draft, emptyDraft } from './draft.ts';
import type { DraftDocument } from './evidence-files.ts';

/** The draft that would start the same debate again, with its documents. */
export async function loadDraftOfDebate(client: Client, id: string): Promise<Draft> {
  const { events } = await client.events(id, { limit: 1 });
  const [first] = events;
  if (first?.type !== 'debate.created') throw new Error(`debate ${id} does not begin with its settings`);
  const settings = first.data;
  const texts = await Promise.all(settings.evidence.map((document) => client.evidence(id, document.id)));
  return draftFromSettings(settings, texts);
}

/** `texts`: the text of each document, in the order of the settings. */
export function draftFromSettings(settings: DebateSettings, texts: readonly string[]): Draft {
  const {
    question,
    checklist,
    options = checklist ?? [],
    preset,
    panel,
    judge,
    rounds,
    budget,
    createdAt,
    deadlineAt,
  } = settings;
  const { exchange, decider, number } = settings;
  const own = presets[preset];
  // An open question has a judge where its preset has a vote.
  const ownDecider = number ? 'pool' : settings.options || own.decider !== 'vote' ? own.decider : 'judge';
  const efforts = new Set([...panel, judge].map(({ effort }) => effort));
  const [effort = ''] = efforts.size === 1 ? efforts : [];
  const minutes = createdAt
    ? Math.max(1, Math.round((Date.parse(deadlineAt) - Date.parse(createdAt)) / 60_000))
    : null;
  return {
    ...emptyDraft,
    question,
    options,
    number: number ? { unit: number.unit, tolerance: formatTolerance(number.tolerance) } : null,
    evidence: settings.evidence.map(({ name, mediaType }, index) =>
      toDraftDocument(name, mediaType, texts[index] ?? ''),
    ),
    preset,
    protocol: {
      ...(exchange && exchange !== own.exchange && { exchange }),
      ...(decider && decider !== ownDecider && { decider }),
    },
    panel: panel.map(({ role, instructions, model }) => ({ role, instructions, model })),
    judge: judge.model,
    effort,
    rounds: String(rounds),
    deadlineMinutes: minutes === null ? '' : String(minutes),
    budgetUsd: budget.usd === undefined ? '' : String(budget.usd),
    budgetTokens: budget.tokens === undefined ? '' : String(budget.tokens),
  };
}

/** In percent, without the error of the multiplication. */
const formatTolerance = (share: number): string => String(Number((share * 100).toPrecision(6)));

/** The server keeps the text of a page or file, which must not be converted again. */
const toDraftDocument = (name: string, mediaType: string, text: string): DraftDocument => ({
  name,
  mediaType: mediaType === 'text/markdown' ? mediaType : 'text/plain',
  text,
  bytes: new TextEncoder().encode(text).length,
});
