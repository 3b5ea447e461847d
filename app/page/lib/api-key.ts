/** The key of whoever sits before the page. It lives as long as the tab, and no other tab sees it. */
const storageKey = 'rostrum.key';

export const getStoredKey = (): string | undefined => sessionStorage.getItem(storageKey) ?? undefined;

export const saveKey = (key: string): void => sessionStorage.setItem(storageKey, key);

const keyRequiredEvent = 'rostrum.key-needed';

/** To be told when the server has refused for want of a key, or of a better one. */
export const onKeyRequired = (listener: () => void): void =>
  document.addEventListener(keyRequiredEvent, listener, { once: true });

export const notifyKeyRequired = (): void => void document.dispatchEvent(new Event(keyRequiredEvent));

/** What the page's client fetches with. */
export async function fetchWithKeyCheck(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (response.status === 401) notifyKeyRequired();
  return response;
}
