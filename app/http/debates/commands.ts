import { type DebateCommand, decide, isRejection } from '../../debate/core/decide.ts';
import { assertNever, type StoredEvent } from '../../debate/core/events.ts';
import { foldEvents } from '../../debate/core/evolve.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import { summarizeDebate } from '../../debate/views/summary.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { throwRejection } from '../errors/problem-types.ts';
import { readJsonBody, requireEmptyBody } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { noteSchema, parseBody } from '../schemas/new-debate.ts';
import { debateResponse, idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate, loadEvents, throwDebateNotFound, toDebateResponse } from './load.ts';

type CommandDeps = Pick<AppDeps, 'store' | 'bus' | 'contract' | 'now'>;

/** What people tell a running debate. All but notes are idempotent: what holds already is answered as if new. */
export function registerCommandRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract } = deps;
  const request = { params: idParams };
  const responses = { 200: debateResponse('The debate as it stands now') };
  const commandHandler = (type: 'cancel' | 'pause' | 'resume' | 'conclude') => async (c: AppContext) => {
    await requireEmptyBody(c, contract);
    return c.json(await execute(c, deps, { type, by: c.var.caller.name }));
  };
  register('cancelDebate', { request, responses }, commandHandler('cancel'));
  register('pauseDebate', { request, responses }, commandHandler('pause'));
  register('resumeDebate', { request, responses }, commandHandler('resume'));
  register('concludeDebate', { request, responses }, commandHandler('conclude'));

  const noteBody = noteSchema(contract);
  const body = { content: { 'application/json': { schema: noteBody } }, required: true };
  register('addNote', { request: { ...request, body }, responses }, async (c) => {
    const { text } = parseBody(noteBody, await readJsonBody(c, contract));
    const { notesMax } = contract.limits;
    return c.json(await execute(c, deps, { type: 'note', text, by: c.var.caller.name, notesMax }));
  });
}

/**
 * Decides on the debate as its log stands, and again on what has come since when somebody else was first, until the
 * request's deadline. Viewers and the worker are told after the commit.
 */
async function execute(c: AppContext, deps: CommandDeps, command: DebateCommand): Promise<DebateResponse> {
  const { store, bus } = deps;
  const { id } = await loadDebate(c, store);
  const key = debateKey(c, id);
  const events: StoredEvent[] = [];
  for (;;) {
    events.push(...(await loadEvents(deps, key, events.at(-1)?.seq ?? 0, c.var.signal)));
    const last = events.at(-1);
    if (!last) return throwDebateNotFound(id);
    const state = foldEvents(events);
    const decision = decide(state, command);
    if (isRejection(decision)) return throwRejection(decision);
    if (decision.length === 0) return toDebateResponse(await loadDebate(c, store));
    const result = await store.append({
      ...key,
      expected: { seq: last.seq, hash: last.hash },
      events: decision,
      summary: summarizeDebate(foldEvents(decision, state)),
      at: deps.now().toISOString(),
    });
    switch (result.outcome) {
      case 'appended':
        publishEvents(bus, key.tenant, result.events);
        bus.publish(topics.wakeups, id);
        return toDebateResponse(await loadDebate(c, store));
      case 'version-conflict':
        break;
      case 'missing':
        return throwDebateNotFound(id);
      case 'fenced':
        throw new Error('a command has no lease that could have passed to another');
      default:
        assertNever(result);
    }
  }
}
