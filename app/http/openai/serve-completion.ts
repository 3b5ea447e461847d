import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { createTextPacket } from '../../live/packet.ts';
import type { DebateKey } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { admitViewer } from '../live/admission.ts';
import type { EventStreamDeps } from '../live/sse.ts';
import type { CompletionFormat } from './completion.ts';
import { createProgressText, describeOutcome } from './progress.ts';

export interface CompletionOptions {
  readonly key: DebateKey;
  readonly format: CompletionFormat;
  readonly loadRecord: () => Promise<SignedRecord | null>;
}

/**
 * Writes a debate as a completion while it runs. The headers are sent at once, with the id of the debate: libraries
 * repeat a request that fails before them, which would start a second debate. A disconnect does not end the debate.
 */
export function serveCompletion(
  c: AppContext,
  { viewers, hub, contract, accessControl }: EventStreamDeps,
  { key, format, loadRecord }: CompletionOptions,
): Response {
  const { outgoing } = c.env;
  admitViewer(c, outgoing, { viewers, contract });
  const connection = viewers.register('sse', outgoing, {
    heartbeat() {
      write(format.heartbeat);
      return !connection.checkStalled();
    },
    askToReconnect: () => fail('unavailable', restarting),
    terminate: () => outgoing.destroy(),
  });

  function write(text: string): void {
    if (text !== '') connection.send(createTextPacket(text));
  }

  function end(text: string): void {
    unsubscribe();
    write(text);
    connection.flush();
    outgoing.end();
  }

  function fail(code: string, message: string): void {
    const text = format.fail(code, message);
    unsubscribe();
    if (text === null) outgoing.destroy();
    else end(text);
  }

  async function finish(): Promise<void> {
    try {
      const record = await loadRecord();
      if (record) end(format.progress(describeOutcome(record)) + format.finish(record));
      else fail('internal-error', 'The debate has ended, but has no record.');
    } catch {
      fail('unavailable', 'The record could not be read. Repeat the request with the id of the debate.');
    }
  }

  outgoing.writeHead(200, {
    ...Object.fromEntries(c.body(null).headers),
    'content-type': format.mediaType,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-rostrum-debate': key.debate,
  });
  // Also those of an answer without a first part.
  outgoing.flushHeaders();
  write(format.start());

  const progressText = createProgressText();
  const unsubscribe = hub.subscribe(key, 0, {
    ...connection,
    send(packet) {
      const text = packet.events().map(progressText).join('');
      if (text !== '') write(format.progress(text));
    },
    onSubscribed() {},
    onEnded(reason) {
      if (reason === 'ended') void finish();
      else if (reason === 'missing') fail('not-found', 'The debate has been deleted.');
      else fail('unavailable', 'The client reads too slowly. Repeat the request with the id of the debate.');
    },
  });
  outgoing.on('error', unsubscribe);
  const { caller, address } = c.var;
  const closeKeySession = accessControl.keySessions.open({ caller, address }, `debate/${key.debate}`, () =>
    fail('unauthenticated', 'The key of this request is no longer valid.'),
  );
  outgoing.once('close', () => {
    unsubscribe();
    closeKeySession();
  });
  return RESPONSE_ALREADY_SENT;
}

const restarting =
  'This process ends; the debate goes on. Repeat the request with its Idempotency-Key, or with the id of the debate ' +
  'in metadata.debate.';
