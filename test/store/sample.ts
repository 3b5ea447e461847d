import type { DebateEvent, Stored } from '../../app/debate/events.ts';
import type { NewDebate, Store, Summary } from '../../app/store/store.ts';
import { settings } from '../support/debate.ts';

export const running: Summary = {
  status: 'running',
  phase: 'propose',
  round: 1,
  agreement: null,
  answer: null,
  costUsd: 0,
};

export const decided: Summary = { ...running, status: 'decided', phase: 'ended', answer: 'Keep it.' };

export const note = (text: string): DebateEvent => ({ type: 'note.added', data: { text, by: 'a person' } });

const firstAt = Date.parse('2026-03-01T00:00:00.000Z');
let made = 0;

/** A debate that no other test has; each is created a second after the one before. */
export function newDebate(changes: Partial<NewDebate> & { readonly question?: string } = {}): NewDebate {
  made += 1;
  const { question = 'Should we split the monolith?', ...rest } = changes;
  return {
    id: `debate-${made}`,
    tenant: 'tenant',
    events: [{ type: 'debate.created', data: settings({ question }) }],
    evidence: [],
    summary: running,
    at: new Date(firstAt + made * 1000).toISOString(),
    ...rest,
  };
}

/** Creates a debate; the result is its last event, at which the next append goes on. */
export async function created(store: Store, changes: Parameters<typeof newDebate>[0] = {}): Promise<Stored> {
  return lastOf(await store.create(newDebate(changes)));
}

/** The last event of what must have been stored. */
export function lastOf(result: { readonly outcome: string; readonly events?: readonly Stored[] }): Stored {
  const last = result.events?.at(-1);
  if (!last) throw new Error(`nothing was stored: ${result.outcome}`);
  return last;
}

/** An append that follows `last`, with a note unless told otherwise. */
export const following = (
  last: Stored,
  changes: Partial<Parameters<Store['append']>[0]> = {},
): Parameters<Store['append']>[0] => ({
  debate: last.debate,
  expected: last,
  events: [note('a note')],
  summary: running,
  at: last.at,
  ...changes,
});

/** Text that databases, encodings and parsers have stumbled over. */
export const hostileTexts = [
  'NUL \0 in the middle',
  '\\u0000 spelled out',
  'half a pair \ud83d and the other half \ude00',
  'whole pair 😀, combining e\u0301, right-to-left \u202e, zero width \u200b',
  `'; drop table debates; --`,
  '{"a":["b\\\\",null,"\\""]}, {NULL,"x"}',
  '\r\n\t\v\u0001\u007f\u0085\u2028\ufeff\ufffe\uffff',
  '%s %_ \\% $1 :name ?',
  '& | ! ( ) <-> :* "unclosed',
  '',
];
