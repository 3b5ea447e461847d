import { useEffect, useState } from 'preact/hooks';
import type { KeysClient } from '../../client/keys.ts';
import type { UsageResponse } from '../../debate/views/usage-response.ts';
import { errorMessage } from '../lib/error-message.ts';
import { usagePeriod } from '../lib/usage.ts';

interface Usage {
  /** Null until it is loaded. */
  readonly usage: UsageResponse | null;
  readonly problem: string | null;
}

/** The usage of the last `days` days, today included. */
export function useUsage(client: KeysClient, days: number): Usage {
  const [state, setState] = useState<Usage>({ usage: null, problem: null });
  useEffect(() => {
    const controller = new AbortController();
    client.usage(usagePeriod(days, Date.now()), { signal: controller.signal }).then(
      (usage) => setState({ usage, problem: null }),
      (error) => controller.signal.aborted || setState({ usage: null, problem: errorMessage(error) }),
    );
    return () => controller.abort();
  }, [client, days]);
  return state;
}
