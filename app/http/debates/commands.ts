import type { DebateCommand } from '../../debate/core/decide.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import { executeCommand } from '../../debate-log/debate-log.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { throwRejection } from '../errors/problem-types.ts';
import { readJsonBody, requireEmptyBody } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { noteSchema, parseBody } from '../schemas/new-debate.ts';
import { debateResponse, idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate, toDebateResponse } from './load.ts';

type CommandDeps = Pick<AppDeps, 'store' | 'bus' | 'contract' | 'now' | 'onDebateEnded'>;

/** What people tell a running debate. All but notes are idempotent: what holds already is answered as if new. */
export function registerCommandRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract } = deps;
  const request = { params: idParams };
  const responses = { 200: debateResponse('The debate as it stands now') };
  const commandHandler = (type: 'cancel' | 'pause' | 'resume' | 'conclude') => async (c: AppContext) => {
    await requireEmptyBody(c, contract);
    return c.json(await runCommand(c, deps, { type, by: c.var.caller.name }));
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
    return c.json(await runCommand(c, deps, { type: 'note', text, by: c.var.caller.name, notesMax }));
  });
}

/** Retries on conflicts until the request's deadline. Viewers and workers are notified after the commit. */
async function runCommand(c: AppContext, deps: CommandDeps, command: DebateCommand): Promise<DebateResponse> {
  const { store, bus, contract, now, onDebateEnded } = deps;
  const { id } = await loadDebate(c, store);
  const key = debateKey(c, id);
  const pageEventsMax = contract.limits.eventsPageMax;
  const logDeps = { store, now, pageEventsMax, signal: c.var.signal, onDebateEnded };
  const result = await executeCommand(logDeps, key, command);
  switch (result.outcome) {
    case 'done':
      if (result.events.length > 0) {
        publishEvents(bus, key.tenant, result.events);
        bus.publish(topics.wakeups, id);
      }
      return toDebateResponse(await loadDebate(c, store));
    case 'rejected':
      return throwRejection(result.rejection);
    case 'fenced':
      throw new Error('a command without a lease was fenced');
    default:
      return assertNever(result);
  }
}
