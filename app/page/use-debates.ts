import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { DebateResource } from '../debate/resources.ts';
import { saysOf } from './problems.ts';

interface Listed {
  readonly debates: readonly DebateResource[];
  readonly next: string | null;
  readonly problem: string | null;
  readonly loaded: boolean;
}

const nothing: Listed = { debates: [], next: null, problem: null, loaded: false };

/** The list of debates, read again when the search changes and when the reader comes back to the window. */
export function useDebates(client: Client, search: string): Listed & { more: (() => void) | null } {
  const [listed, setListed] = useState(nothing);
  const q = search === '' ? undefined : search;
  const fail = (error: unknown) => setListed((before) => ({ ...before, problem: saysOf(error) }));

  useEffect(() => {
    let left = new AbortController();
    const read = () => {
      left.abort();
      left = new AbortController();
      const { signal } = left;
      client.list({ q }, { signal }).then(
        ({ debates, next }) => setListed({ debates, next, problem: null, loaded: true }),
        (error: unknown) => signal.aborted || fail(error),
      );
    };
    read();
    window.addEventListener('focus', read);
    return () => {
      window.removeEventListener('focus', read);
      left.abort();
    };
  }, [client, q]);

  const { next, debates } = listed;
  const more = (cursor: string) =>
    client
      .list({ q, cursor })
      .then(
        (page) =>
          setListed({ debates: [...debates, ...page.debates], next: page.next, problem: null, loaded: true }),
        fail,
      );
  return { ...listed, more: next === null ? null : () => void more(next) };
}
