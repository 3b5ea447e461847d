import { createRequester, parseJsonResponse } from '../../client/http.ts';
import type { SessionResponse, SignInOptionsResponse } from '../../debate/views/access-responses.ts';

// The page holds no key: signing in exchanges it for a cookie that scripts cannot read and that all tabs share.

const keyRequiredEvent = 'rostrum.key-required';

/** Calls the listener once, when the server answers a request with 401. */
export const onKeyRequired = (listener: () => void): void =>
  document.addEventListener(keyRequiredEvent, listener, { once: true });

export const notifyKeyRequired = (): void => void document.dispatchEvent(new Event(keyRequiredEvent));

/** `fetch` that reports answers with status 401. */
export async function fetchWithKeyCheck(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (response.status === 401) notifyKeyRequired();
  return response;
}

/** Throws ApiError when the server refuses the key. */
export const signIn = async (key: string): Promise<void> =>
  void (await createRequester({ baseUrl: '', apiKey: key }).request('/session', { method: 'POST' }));

export const signOut = async (): Promise<void> =>
  void (await createRequester({ baseUrl: '' }).request('/session', { method: 'DELETE' }));

export const currentSession = async (): Promise<SessionResponse> =>
  parseJsonResponse(await createRequester({ baseUrl: '', fetch: fetchWithKeyCheck }).request('/session'));

/** How people can sign in, apart from a key. */
export const signInOptions = async (): Promise<SignInOptionsResponse> =>
  parseJsonResponse(await createRequester({ baseUrl: '' }).request('/sign-in'));
