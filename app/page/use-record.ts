import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { SignedRecord } from '../debate/signature.ts';
import type { DebateView } from '../debate/view.ts';
import { saysOf } from './problems.ts';

interface Loaded {
  readonly record: SignedRecord | null;
  readonly problem: string | null;
}

/** The record of a debate that has ended. */
export function useRecord(client: Client, { debate }: DebateView): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ record: null, problem: null });
  useEffect(() => {
    const left = new AbortController();
    client.record(debate, { signal: left.signal }).then(
      (record) => setLoaded({ record, problem: null }),
      (error: unknown) => left.signal.aborted || setLoaded({ record: null, problem: saysOf(error) }),
    );
    return () => left.abort();
  }, [client, debate]);
  return loaded;
}
