import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import { errorMessage } from '../lib/error-message.ts';

interface DebateList {
  readonly debates: readonly DebateResponse[];
  readonly next: string | null;
  readonly problem: string | null;
  readonly isLoaded: boolean;
}

const emptyList: DebateList = { debates: [], next: null, problem: null, isLoaded: false };

/** The list of debates, reloaded when the filters change and when the window gets the focus. */
export function useDebates(client: Client, search: string, statusFilter: DebateResponse['status'] | null) {
  const [list, setList] = useState(emptyList);
  const q = search === '' ? undefined : search;
  const status = statusFilter ?? undefined;
  const showProblem = (error: unknown) =>
    setList((previous) => ({ ...previous, problem: errorMessage(error) }));

  useEffect(() => {
    let controller = new AbortController();
    const load = () => {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      client.list({ q, status }, { signal }).then(
        ({ debates, next }) => setList({ debates, next, problem: null, isLoaded: true }),
        (error: unknown) => signal.aborted || showProblem(error),
      );
    };
    load();
    window.addEventListener('focus', load);
    return () => {
      window.removeEventListener('focus', load);
      controller.abort();
    };
  }, [client, q, status]);

  const { next, debates } = list;
  const loadPage = (cursor: string) =>
    client
      .list({ q, status, cursor })
      .then(
        (page) =>
          setList({ debates: [...debates, ...page.debates], next: page.next, problem: null, isLoaded: true }),
        showProblem,
      );
  /** Shows a changed debate, or null: one that is gone. */
  const replace = (id: string, changed: DebateResponse | null) =>
    setList((previous) => ({
      ...previous,
      debates: previous.debates.flatMap((debate) =>
        debate.id !== id ? [debate] : changed === null ? [] : [changed],
      ),
    }));
  return { ...list, loadMore: next === null ? null : () => void loadPage(next), replace };
}
