import { useState } from 'preact/hooks';
import type { CreateOptions } from '../../client/client.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import { errorMessage } from '../lib/error-message.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';

type Create<Body> = (body: Body, options: CreateOptions) => Promise<CreatedDebateResponse>;

/** Starts a debate that follows from another one, and opens its page. */
export function useCreateDebate() {
  const [isStarting, setIsStarting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const idempotencyKeyOf = useIdempotencyKey();
  async function create<Body>(body: Body, call: Create<Body>): Promise<void> {
    setIsStarting(true);
    setProblem(null);
    try {
      const { id } = await call(body, { idempotencyKey: idempotencyKeyOf(body) });
      location.assign(`/debates/${encodeURIComponent(id)}`);
    } catch (error) {
      setProblem(errorMessage(error));
      setIsStarting(false);
    }
  }
  return { create, isStarting, problem };
}
