import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type Client } from '../../client/client.ts';
import { type Draft, draftToRequest } from '../lib/draft.ts';
import { errorMessage } from '../lib/error-message.ts';

/** What the server said against a draft: by the member of the body at fault, and in general. */
export interface FormErrors {
  readonly fields: Readonly<Record<string, string>>;
  readonly general: string | null;
}

const noErrors: FormErrors = { fields: {}, general: null };

/** Starts a debate from a draft and goes to its page; what the server objects to is kept, and so is the draft. */
export function useStartDebate(client: Client) {
  const [starting, setStarting] = useState(false);
  const [errors, setErrors] = useState(noErrors);
  const lastRequest = useRef({ body: '', key: '' });

  // A browser may keep the page as it was left, and show it again on the way back.
  useEffect(() => {
    const onShow = () => setStarting(false);
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, []);

  async function start(draft: Draft): Promise<void> {
    setStarting(true);
    setErrors(noErrors);
    const body = draftToRequest(draft);
    // The same request again, after an answer that never came, must not start a second debate.
    const json = JSON.stringify(body);
    if (lastRequest.current.body !== json) lastRequest.current = { body: json, key: randomKey() };
    try {
      const { id } = await client.create(body, { idempotencyKey: lastRequest.current.key });
      location.assign(`/debates/${encodeURIComponent(id)}`);
    } catch (error) {
      setErrors(toFormErrors(error));
      setStarting(false);
    }
  }

  return { start, starting, objections: errors };
}

/** Refusals that name no member of the body, but are about one. */
const fieldByCode: Readonly<Record<string, string>> = {
  'evidence-too-large': 'evidence',
  'unsupported-media-type': 'evidence',
  'model-unavailable': 'panel',
};

function toFormErrors(error: unknown): FormErrors {
  if (!(error instanceof ApiError) || error.errors.length === 0) {
    const member = error instanceof ApiError ? fieldByCode[error.code] : undefined;
    return member
      ? { fields: { [member]: errorMessage(error) }, general: null }
      : { fields: {}, general: errorMessage(error) };
  }
  const fields: Record<string, string> = {};
  for (const { path, message } of error.errors) {
    const member = /^\w*/.exec(path)?.[0] ?? '';
    fields[member] = fields[member] ? `${fields[member]} ${message}` : message;
  }
  return { fields, general: fields[''] ?? null };
}

/** `crypto.randomUUID` is missing where the page comes over plain http from another machine. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
