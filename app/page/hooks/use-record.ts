import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { errorMessage } from '../lib/error-message.ts';

interface RecordState {
  readonly record: SignedRecord | null;
  readonly problem: string | null;
}

/** The record of a debate that has ended. */
export function useRecord(client: Client, { debate }: DebateView): RecordState {
  const [loaded, setLoaded] = useState<RecordState>({ record: null, problem: null });
  useEffect(() => {
    const controller = new AbortController();
    client.record(debate, { signal: controller.signal }).then(
      (record) => setLoaded({ record, problem: null }),
      (error: unknown) =>
        controller.signal.aborted || setLoaded({ record: null, problem: errorMessage(error) }),
    );
    return () => controller.abort();
  }, [client, debate]);
  return loaded;
}
