import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { DebateResponse } from '../../../debate/views/responses.ts';
import { useDebates } from '../../hooks/use-debates.ts';
import { useNow } from '../../hooks/use-now.ts';
import { debateStatusName } from '../../lib/format.ts';
import { sortDebates } from '../../lib/sort-debates.ts';
import { PastDebate } from './past-debate.tsx';

const debounceMs = 250;

type Status = DebateResponse['status'];

const statuses: readonly Status[] = ['running', 'paused', 'decided', 'failed', 'cancelled'];

/** Debates, those that may need a person first, with a search over titles, questions, answers and evidence. */
export function PastDebates({ client }: { client: Client }) {
  const [query, setQuery] = useState('');
  const [status, setStatus] = useState<Status | null>(null);
  const search = useDebounced(query.trim());
  const { debates, loadMore, problem, isLoaded, replace } = useDebates(client, search, status);
  const now = useNow(debates.length > 0);
  return (
    <aside class="past-debates" aria-labelledby="past-title">
      <h2 id="past-title">Past debates</h2>
      <div class="past-filters">
        <input
          type="search"
          aria-label="Search past debates"
          placeholder="Search"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <select
          aria-label="Status"
          value={status ?? ''}
          onChange={(event) => setStatus(statuses[event.currentTarget.selectedIndex - 1] ?? null)}
        >
          <option value="">All</option>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {debateStatusName({ status: each, stop: null })}
            </option>
          ))}
        </select>
      </div>
      {problem && <p class="problem">{problem}</p>}
      {isLoaded && debates.length === 0 && <Nothing search={search} isFiltered={status !== null} />}
      <ul class="debate-list">
        {sortDebates(debates, now).map((debate) => (
          <PastDebate
            key={debate.id}
            debate={debate}
            nowMs={now}
            client={client}
            onRenamed={(title) => replace(debate.id, { ...debate, title })}
            onDeleted={() => replace(debate.id, null)}
          />
        ))}
      </ul>
      {loadMore && (
        <button type="button" onClick={loadMore}>
          Load more
        </button>
      )}
    </aside>
  );
}

function Nothing({ search, isFiltered }: { search: string; isFiltered: boolean }) {
  if (search !== '') return <p class="muted">No debates found for “{search}”.</p>;
  if (isFiltered) return <p class="muted">No debates with this status.</p>;
  return (
    <p class="muted">
      Your debates will appear here, each with its answer, how far the panel agreed, and who dissents.
    </p>
  );
}

/** The value after a pause in its changes. */
function useDebounced(value: string): string {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), debounceMs);
    return () => clearTimeout(timer);
  }, [value]);
  return debounced;
}
