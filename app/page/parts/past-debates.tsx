import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { DebateResource } from '../../debate/resources.ts';
import { percent } from '../../debate/words.ts';
import { useDebates } from '../use-debates.ts';
import { useNow } from '../use-now.ts';
import { ago, statusName } from '../words.ts';

/** A pause in typing this long asks the server. */
const typingPauseMs = 250;

/** Debates there have been, newest first, with a search over questions, answers and evidence. */
export function PastDebates({ client }: { client: Client }) {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim());
  const { debates, more, problem, loaded } = useDebates(client, search);
  const now = useNow(debates.length > 0);
  return (
    <aside class="past" aria-labelledby="past-title">
      <div class="past-head">
        <h2 id="past-title">Past debates</h2>
        <input
          type="search"
          aria-label="Search past debates"
          placeholder="Search"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
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
      {more && (
        <button type="button" onClick={more}>
          More
        </button>
      )}
    </aside>
  );
}

function DebateLink({ debate, nowMs }: { debate: DebateResource; nowMs: number }) {
  const { id, question, status, agreement, answer, createdAt } = debate;
  return (
    <a class="debate-link" href={`/debates/${encodeURIComponent(id)}`}>
      <span class="debate-meta">
        <span class={`pill status-${status}`}>{statusName({ status, stop: null })}</span>
        {agreement !== null && <span>agreement {percent(agreement)}</span>}
        <time dateTime={createdAt}>{ago(createdAt, nowMs)}</time>
      </span>
      <span class="debate-question">{question}</span>
      {answer !== null && <span class="debate-answer">{withoutMarks(answer)}</span>}
    </a>
  );
}

/** Markdown's marks would only be in the way of a line or two. */
const withoutMarks = (answer: string): string => answer.replace(/[*`#>]+/g, '');

/** The value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
