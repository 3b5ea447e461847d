import type { Contract } from '../../contract/types/contract.ts';
import { type DebateCommand, decide, isRejection } from '../../debate/core/decide.ts';
import { assertNever, type StoredEvent } from '../../debate/core/events.ts';
import { foldEvents } from '../../debate/core/evolve.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import { summarizeDebate } from '../../debate/views/summary.ts';
import type { Bus } from '../../live/bus.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwRejection } from '../errors/problem-types.ts';
import { readJsonBody, requireEmptyBody } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { noteSchema } from '../schemas/new-debate.ts';
import { parseBody } from '../schemas/parse.ts';
import { debateResponse, idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate, loadEvents, throwDebateNotFound, toDebateResponse } from './load.ts';

export interface CommandDeps {
  readonly store: Pick<Store, 'get' | 'events' | 'append'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly now: () => Date;
}

/** Commands on a running debate. All except notes are idempotent: repeating one succeeds without effect. */
export function registerCommandRoutes(register: RegisterRoute, deps: CommandDeps): void {
  const { contract } = deps;
  const request = { params: idParams };
  const responses = { 200: debateResponse('The debate after the command') };
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
 * Decides on the current log and appends. After a version conflict it reads the new events and decides again, until the
 * request's deadline. Viewers and workers are notified after the commit.
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
        throw new Error('an append without a lease was fenced');
      default:
        assertNever(result);
    }
  }
}
