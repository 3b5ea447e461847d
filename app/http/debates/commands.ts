import type { Contract } from '../../contract/types/contract.ts';
import type { DebateCommand } from '../../debate/core/commands.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import type { DebateEnded } from '../../debate-log/debate-ended.ts';
import { executeCommand } from '../../debate-log/debate-log.ts';
import { toDebateResponse } from '../../debate-log/debate-response.ts';
import type { Bus } from '../../live/bus.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwRejection } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { extensionSchema, noteSchema } from '../schemas/debate-changes.ts';
import { parseBody, readJsonBody, requireEmptyBody } from '../schemas/json-body.ts';
import { debateResponse, idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate } from './load.ts';

export interface CommandDeps {
  readonly store: Pick<Store, 'get' | 'events' | 'append'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly now: () => Date;
  readonly onDebateEnded: (ended: DebateEnded) => void;
}

/** Commands on a running debate. All except notes are idempotent: repeating one succeeds without effect. */
export function registerCommandRoutes(register: RegisterRoute, deps: CommandDeps): void {
  const { contract } = deps;
  const request = { params: idParams };
  const responses = { 200: debateResponse('The debate after the command') };
  const commandHandler =
    (type: 'cancel' | 'pause' | 'resume' | 'conclude' | 'approve') => async (c: AppContext) => {
      await requireEmptyBody(c, contract);
      return c.json(await runCommand(c, deps, { type, by: c.var.caller.name }));
    };
  register('cancelDebate', { request, responses }, commandHandler('cancel'));
  register('pauseDebate', { request, responses }, commandHandler('pause'));
  register('resumeDebate', { request, responses }, commandHandler('resume'));
  register('concludeDebate', { request, responses }, commandHandler('conclude'));
  register('approveDecision', { request, responses }, commandHandler('approve'));

  const extensionBody = extensionSchema(contract);
  const extension = { content: { 'application/json': { schema: extensionBody } }, required: true };
  register('extendDebate', { request: { ...request, body: extension }, responses }, async (c) => {
    const limits = parseBody(extensionBody, await readJsonBody(c, contract));
    return c.json(await runCommand(c, deps, { type: 'extend', by: c.var.caller.name, ...limits }));
  });

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
