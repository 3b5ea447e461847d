import { useCallback, useEffect, useState } from 'preact/hooks';
import type { KeysClient } from '../../client/keys.ts';
import type { KeyResponse } from '../../debate/views/responses.ts';
import { errorMessage } from '../lib/error-message.ts';

interface Keys {
  /** Null until they are loaded. */
  readonly keys: readonly KeyResponse[] | null;
  readonly problem: string | null;
  /** Performs a change and loads the keys again. Resolves with whether it succeeded. */
  readonly run: (change: () => Promise<void>) => Promise<boolean>;
}

/** The keys of the caller's tenant, and changes to them. */
export function useKeys(client: KeysClient): Keys {
  const [keys, setKeys] = useState<readonly KeyResponse[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(
    async (change: () => Promise<void>) => {
      try {
        await change();
        setKeys((await client.list()).keys);
        setProblem(null);
        return true;
      } catch (error) {
        setProblem(errorMessage(error));
        return false;
      }
    },
    [client],
  );
  useEffect(() => void run(async () => {}), [run]);
  return { keys, problem, run };
}
