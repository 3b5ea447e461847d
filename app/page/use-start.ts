import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type Client } from '../client/client.ts';
import { bodyOf, type Draft } from './draft.ts';
import { saysOf } from './problems.ts';

/** What the server said against a draft: by the member of the body at fault, and in general. */
export interface Objections {
  readonly at: Readonly<Record<string, string>>;
  readonly general: string | null;
}

const none: Objections = { at: {}, general: null };

/** Starts a debate from a draft and goes to its page; what the server objects to is kept, and so is the draft. */
export function useStart(client: Client) {
  const [starting, setStarting] = useState(false);
  const [objections, setObjections] = useState(none);
  const tried = useRef({ body: '', key: '' });

  // A browser may keep the page as it was left, and show it again on the way back.
  useEffect(() => {
    const onShow = () => setStarting(false);
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, []);

  async function start(draft: Draft): Promise<void> {
    setStarting(true);
    setObjections(none);
    const body = bodyOf(draft);
    // The same request again, after an answer that never came, must not start a second debate.
    const json = JSON.stringify(body);
    if (tried.current.body !== json) tried.current = { body: json, key: randomKey() };
    try {
      const { id } = await client.create(body, { idempotencyKey: tried.current.key });
      location.assign(`/debates/${encodeURIComponent(id)}`);
    } catch (error) {
      setObjections(objectionsIn(error));
      setStarting(false);
    }
  }

  return { start, starting, objections };
}

/** Refusals that name no member of the body, but are about one. */
const about: Readonly<Record<string, string>> = {
  'evidence-too-large': 'evidence',
  'unsupported-media-type': 'evidence',
  'unknown-model': 'panel',
};

function objectionsIn(error: unknown): Objections {
  if (!(error instanceof ApiError) || error.errors.length === 0) {
    const member = error instanceof ApiError ? about[error.code] : undefined;
    return member ? { at: { [member]: saysOf(error) }, general: null } : { at: {}, general: saysOf(error) };
  }
  const at: Record<string, string> = {};
  for (const { at: path, says } of error.errors) {
    const member = /^\w*/.exec(path)?.[0] ?? '';
    at[member] = at[member] ? `${at[member]} ${says}` : says;
  }
  return { at, general: at[''] ?? null };
}

/** `crypto.randomUUID` is missing where the page comes over plain http from another machine. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
