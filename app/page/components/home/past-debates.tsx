import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { formatPercent } from '../../../debate/views/labels.ts';
import type { DebateResponse } from '../../../debate/views/responses.ts';
import { useDebates } from '../../hooks/use-debates.ts';
import { useNow } from '../../hooks/use-now.ts';
import { debateStatusName, timeAgo } from '../../lib/format.ts';

/** A pause in typing this long asks the server. */
const debounceMs = 250;

/** Debates there have been, newest first, with a search over questions, answers and evidence. */
export function PastDebates({ client }: { client: Client }) {
  const [query, setQuery] = useState('');
  const search = useDebounced(query.trim());
  const { debates, loadMore, problem, loaded } = useDebates(client, search);
  const now = useNow(debates.length > 0);
  return (
    <aside class="past" aria-labelledby="past-title">
      <div class="past-head">
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
      {loaded && debates.length === 0 && (
        <p class="quiet">
          {search === '' ? 'None yet. The first will stand here.' : `Nothing found for “${search}”.`}
        </p>
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
          More
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

/** Markdown's marks would only be in the way of a line or two. */
const stripMarkdown = (answer: string): string => answer.replace(/[*`#>]+/g, '');

/** The value once it has stood still for a moment. */
function useDebounced(value: string): string {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), debounceMs);
    return () => clearTimeout(timer);
  }, [value]);
  return debounced;
}
