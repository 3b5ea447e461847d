/** What the alarm `public` counts: a call of this function that fails. */
export interface ProbeEvent {
  readonly url: string;
  readonly timeoutMs: number;
}

/** Fails unless the address answers with a status of success. Redirects are no answer: nothing of ours redirects. */
export async function probePublicAddress(
  { url, timeoutMs }: ProbeEvent,
  fetchUrl: (url: string, options: RequestInit) => Promise<Pick<Response, 'ok' | 'status'>>,
): Promise<void> {
  const { ok, status } = await fetchUrl(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  if (!ok) throw new Error(`${url} answered ${status}`);
}
