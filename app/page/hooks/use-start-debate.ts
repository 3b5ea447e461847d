import { useEffect, useState } from 'preact/hooks';
import { ApiError, type Client } from '../../client/client.ts';
import { type Draft, draftToRequest } from '../lib/draft.ts';
import { errorMessage } from '../lib/error-message.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';

/** Errors of the server, by member of the request and in general. */
export interface FormErrors {
  readonly fields: Readonly<Record<string, string>>;
  readonly general: string | null;
}

const noErrors: FormErrors = { fields: {}, general: null };

/** Starts a debate and opens its page, or returns the errors of the server. */
export function useStartDebate(client: Client, onStarted: () => void) {
  const [isStarting, setIsStarting] = useState(false);
  const [errors, setErrors] = useState(noErrors);
  const idempotencyKeyOf = useIdempotencyKey();

  // The browser may show the cached page again when the user goes back.
  useEffect(() => {
    const onShow = () => setIsStarting(false);
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, []);

  async function start(draft: Draft): Promise<void> {
    setIsStarting(true);
    setErrors(noErrors);
    const body = draftToRequest(draft);
    try {
      const { id } = await client.create(body, { idempotencyKey: idempotencyKeyOf(body) });
      onStarted();
      location.assign(`/debates/${encodeURIComponent(id)}`);
    } catch (error) {
      setErrors(toFormErrors(error));
      setIsStarting(false);
    }
  }

  return { start, isStarting, errors };
}

/** Errors about one member that do not name it. */
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
