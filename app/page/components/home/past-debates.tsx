import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { formatPercent } from '../../../debate/views/labels.ts';
import type { DebateResponse } from '../../../debate/views/responses.ts';
import { useDebates } from '../../hooks/use-debates.ts';
import { useNow } from '../../hooks/use-now.ts';
import { debateStatusName, timeAgo } from '../../lib/format.ts';

const debounceMs = 250;

/** Debates, newest first, with a search over questions, answers and evidence. */
export function PastDebates({ client }: { client: Client }) {
  const [query, setQuery] = useState('');
  const search = useDebounced(query.trim());
  const { debates, loadMore, problem, isLoaded } = useDebates(client, search);
  const now = useNow(debates.length > 0);
  return (
    <aside class="past-debates" aria-labelledby="past-title">
      <div class="past-debates-head">
        <h2 id="past-title">Past debates</h2>
        <input
          type="search"
          aria-label="Search past debates"
          placeholder="Search"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      {problem && <p class="problem">{problem}</p>}
      {isLoaded && debates.length === 0 && (
        <p class="muted">{search === '' ? 'No debates yet.' : `No debates found for “${search}”.`}</p>
      )}
      <ul class="debate-list">
        {debates.map((debate) => (
          <li key={debate.id}>
            <DebateLink debate={debate} nowMs={now} />
          </li>
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

function DebateLink({ debate, nowMs }: { debate: DebateResponse; nowMs: number }) {
  const { id, question, status, agreement, answer, createdAt } = debate;
  return (
    <a class="debate-link" href={`/debates/${encodeURIComponent(id)}`}>
      <span class="debate-meta">
        <span class={`pill status-${status}`}>{debateStatusName({ status, stop: null })}</span>
        {agreement !== null && <span>agreement {formatPercent(agreement)}</span>}
        <time dateTime={createdAt}>{timeAgo(createdAt, nowMs)}</time>
      </span>
      <span class="debate-question">{question}</span>
      {answer !== null && <span class="debate-answer">{stripMarkdown(answer)}</span>}
    </a>
  );
}

const stripMarkdown = (answer: string): string => answer.replace(/[*`#>]+/g, '');

/** The value after a pause in its changes. */
function useDebounced(value: string): string {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), debounceMs);
    return () => clearTimeout(timer);
  }, [value]);
  return debounced;
}
