import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import { errorMessage } from '../lib/error-message.ts';

interface DebateList {
  readonly debates: readonly DebateResponse[];
  readonly next: string | null;
  readonly problem: string | null;
  readonly loaded: boolean;
}

const emptyList: DebateList = { debates: [], next: null, problem: null, loaded: false };

/** The list of debates, read again when the search changes and when the reader comes back to the window. */
export function useDebates(client: Client, search: string): DebateList & { loadMore: (() => void) | null } {
  const [list, setList] = useState(emptyList);
  const q = search === '' ? undefined : search;
  const showProblem = (error: unknown) =>
    setList((previous) => ({ ...previous, problem: errorMessage(error) }));

  useEffect(() => {
    let controller = new AbortController();
    const load = () => {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      client.list({ q }, { signal }).then(
        ({ debates, next }) => setList({ debates, next, problem: null, loaded: true }),
        (error: unknown) => signal.aborted || showProblem(error),
      );
    };
    load();
    window.addEventListener('focus', load);
    return () => {
      window.removeEventListener('focus', load);
      controller.abort();
    };
  }, [client, q]);

  const { next, debates } = list;
  const loadPage = (cursor: string) =>
    client
      .list({ q, cursor })
      .then(
        (page) =>
          setList({ debates: [...debates, ...page.debates], next: page.next, problem: null, loaded: true }),
        showProblem,
      );
  return { ...list, loadMore: next === null ? null : () => void loadPage(next) };
}
