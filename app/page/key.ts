/** The key of whoever sits before the page. It lives as long as the tab, and no other tab sees it. */
const slot = 'rostrum.key';

export const storedKey = (): string | undefined => sessionStorage.getItem(slot) ?? undefined;

export const storeKey = (key: string): void => sessionStorage.setItem(slot, key);

const needed = 'rostrum.key-needed';

/** To be told when the server has refused for want of a key, or of a better one. */
export const onKeyNeeded = (ask: () => void): void => document.addEventListener(needed, ask, { once: true });

export const tellKeyNeeded = (): void => void document.dispatchEvent(new Event(needed));

/** What the page's client fetches with. */
export async function fetchOrTell(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (response.status === 401) tellKeyNeeded();
  return response;
}
