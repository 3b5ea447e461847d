import { useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { EvidenceRef } from '../../../debate/core/events.ts';
import { errorMessage } from '../../lib/error-message.ts';
import type { EvidenceLookup } from '../../lib/evidence-context.ts';
import { findQuote } from '../../lib/find-quote.ts';
import { Dialog } from '../dialog.tsx';

interface Props {
  readonly debate: string;
  readonly client: Client;
  readonly documents: readonly EvidenceRef[];
  readonly lookup: EvidenceLookup;
  readonly onLookup: (lookup: EvidenceLookup) => void;
  readonly onClose: () => void;
}

/** The documents of the debate, one at a time, with the quote that was asked for marked in it. */
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
      {'loading' in text && <p class="quiet">Loading…</p>}
      {'body' in text && (
        <DocumentText
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

function DocumentText({ text: source, quote, isPlain }: TextProps) {
  const text = isPlain ? source : joinLines(source);
  const firstMark = useRef<HTMLElement>(null);
  const ranges = quote === undefined ? [] : findQuote(quote, text);
  useEffect(() => firstMark.current?.scrollIntoView({ block: 'center' }), [text, quote]);
  return (
    <>
      {quote !== undefined && ranges.length === 0 && (
        <p class="problem">
          “{quote}” does not stand in this document: the agent that quoted it made it up or changed its words.
        </p>
      )}
      <div class={isPlain ? 'document is-plain' : 'document'}>
        {ranges.map(({ from, to }, index) => (
          <>
            {text.slice(ranges[index - 1]?.to ?? 0, from)}
            <mark ref={index === 0 ? firstMark : null}>{text.slice(from, to)}</mark>
          </>
        ))}
        {text.slice(ranges.at(-1)?.to ?? 0)}
      </div>
    </>
  );
}

/** Line ends within a paragraph of Markdown count as spaces; those before a list, a table, a heading stay. */
const joinLines = (markdown: string): string =>
  markdown.replace(/(?<!\n)\n(?![^\S\n]*(?:\n|$|[#|>]|[-*+] |\d+[.)] |```|---))/g, ' ');
