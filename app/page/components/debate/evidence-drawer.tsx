import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { EvidenceRef } from '../../../debate/core/events.ts';
import { errorMessage } from '../../lib/error-message.ts';
import type { EvidenceLookup } from '../../lib/evidence-context.ts';
import { markQuote } from '../../lib/text/mark-quote.ts';
import { Dialog } from '../dialog.tsx';
import { Markdown } from '../markdown.tsx';

interface Props {
  readonly debate: string;
  readonly client: Client;
  readonly documents: readonly EvidenceRef[];
  readonly lookup: EvidenceLookup;
  readonly onLookup: (lookup: EvidenceLookup) => void;
  readonly onClose: () => void;
}

/** Shows one document of the debate at a time, with the requested quote marked. */
export function EvidenceDrawer({ debate, client, documents, lookup, onLookup, onClose }: Props) {
  const text = useDocument(client, debate, lookup.id);
  return (
    <Dialog title="Evidence" class="drawer" onClose={onClose}>
      <nav class="document-tabs" aria-label="Documents">
        {documents.map(({ id, name }) => (
          <button key={id} type="button" aria-current={id === lookup.id} onClick={() => onLookup({ id })}>
            <b>{id}</b> {name}
          </button>
        ))}
      </nav>
      {'problem' in text && <p class="problem">{text.problem}</p>}
      {'loading' in text && <p class="muted">Loading…</p>}
      {'body' in text && (
        <DocumentText
          key={`${lookup.id} ${lookup.quote}`}
          text={text.body}
          quote={lookup.quote}
          isPlain={documents.find(({ id }) => id === lookup.id)?.mediaType === 'text/plain'}
        />
      )}
    </Dialog>
  );
}

type DocumentState = { readonly loading: true } | { readonly body: string } | { readonly problem: string };

function useDocument(client: Client, debate: string, id: string): DocumentState {
  const [loaded, setLoaded] = useState<DocumentState>({ loading: true });
  useEffect(() => {
    const controller = new AbortController();
    setLoaded({ loading: true });
    client.evidence(debate, id, { signal: controller.signal }).then(
      (body) => setLoaded({ body }),
      (error: unknown) => controller.signal.aborted || setLoaded({ problem: errorMessage(error) }),
    );
    return () => controller.abort();
  }, [client, debate, id]);
  return loaded;
}

interface TextProps {
  readonly text: string;
  readonly quote: string | undefined;
  readonly isPlain: boolean;
}

/** Rendered again for every quote, because the marks change the elements. */
function DocumentText({ text, quote, isPlain }: TextProps) {
  const root = useRef<HTMLDivElement>(null);
  const [isMissing, setIsMissing] = useState(false);
  useLayoutEffect(() => {
    if (!root.current || quote === undefined) return;
    const marks = markQuote(root.current, quote);
    setIsMissing(marks.length === 0);
    marks[0]?.scrollIntoView({ block: 'center' });
  }, [quote]);
  return (
    <>
      {isMissing && (
        <p class="problem">
          “{quote}” is not in this document: the agent that quoted it invented or changed it.
        </p>
      )}
      <div ref={root} class={isPlain ? 'document is-plain' : 'document'}>
        {isPlain ? text : <Markdown text={text} />}
      </div>
    </>
  );
}
