/** sessionStorage: the key stays in its tab and is gone when the tab closes. */
const storageKey = 'rostrum.key';

export const getStoredKey = (): string | undefined => sessionStorage.getItem(storageKey) ?? undefined;

export const saveKey = (key: string): void => sessionStorage.setItem(storageKey, key);

const keyRequiredEvent = 'rostrum.key-needed';

/** Calls the listener once, when the server rejects a request without a valid key. */
export const onKeyRequired = (listener: () => void): void =>
  document.addEventListener(keyRequiredEvent, listener, { once: true });

export const notifyKeyRequired = (): void => void document.dispatchEvent(new Event(keyRequiredEvent));

/** `fetch` that reports answers with status 401. */
export async function fetchWithKeyCheck(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (response.status === 401) notifyKeyRequired();
  return response;
}
