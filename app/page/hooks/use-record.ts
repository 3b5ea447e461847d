import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { errorMessage } from '../lib/error-message.ts';

interface RecordState {
  readonly record: SignedRecord | null;
  readonly problem: string | null;
}

const nothing: RecordState = { record: null, problem: null };

/** The record, once the debate has ended. */
export function useRecord(client: Client, debate: string, hasEnded: boolean): RecordState {
  const [loaded, setLoaded] = useState(nothing);
  useEffect(() => {
    if (!hasEnded) return;
    const controller = new AbortController();
    client.record(debate, { signal: controller.signal }).then(
      (record) => setLoaded({ record, problem: null }),
      (error: unknown) =>
        controller.signal.aborted || setLoaded({ record: null, problem: errorMessage(error) }),
    );
    return () => controller.abort();
  }, [client, debate, hasEnded]);
  return loaded;
}
