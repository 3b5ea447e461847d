import { useRef, useState } from 'preact/hooks';
import type { CreateOptions } from '../../client/client.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import { errorMessage } from '../lib/error-message.ts';
import { randomKey } from './use-start-debate.ts';

type Create<Body> = (body: Body, options: CreateOptions) => Promise<CreatedDebateResponse>;

/** Starts a debate that follows from another one, and opens its page. */
export function useCreateDebate() {
  const [isStarting, setIsStarting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A retry after a lost answer must not start a second debate.
  const lastRequest = useRef({ content: '', key: '' });
  async function create<Body>(body: Body, call: Create<Body>): Promise<void> {
    const content = JSON.stringify(body);
    if (content !== lastRequest.current.content) lastRequest.current = { content, key: randomKey() };
    setIsStarting(true);
    setProblem(null);
    try {
      const { id } = await call(body, { idempotencyKey: lastRequest.current.key });
      location.assign(`/debates/${encodeURIComponent(id)}`);
    } catch (error) {
      setProblem(errorMessage(error));
      setIsStarting(false);
    }
  }
  return { create, isStarting, problem };
}
