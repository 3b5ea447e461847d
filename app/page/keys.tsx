import { useState } from 'preact/hooks';
import { createKeysClient } from '../client/keys.ts';
import type { CreatedKeyResponse } from '../debate/views/responses.ts';
import { InlineError } from './components/inline-error.tsx';
import { KeyTable } from './components/keys/key-table.tsx';
import { NewKeyForm } from './components/keys/new-key-form.tsx';
import { SecretDialog } from './components/keys/secret-dialog.tsx';
import { UsageSection } from './components/keys/usage-section.tsx';
import { PageHeader } from './components/page-header.tsx';
import { useKeys } from './hooks/use-keys.ts';
import { useTitle } from './hooks/use-title.ts';
import { fetchWithKeyCheck } from './lib/session.ts';

const client = createKeysClient({ baseUrl: '', fetch: fetchWithKeyCheck });

/** The keys of a tenant, for holders of a key with the scope `admin`. */
export function KeysPage() {
  const { keys, problem, run } = useKeys(client);
  const [created, setCreated] = useState<CreatedKeyResponse | null>(null);
  useTitle('Keys and usage · Rostrum');
  return (
    <>
      <PageHeader />
      <main class="keys-page">
        <h1>Keys and usage</h1>
        <p class="lead">
          Each person and each program gets a key of its own. A revoked key stops working at once, and its
          open connections close.
        </p>
        <NewKeyForm onCreate={(body) => run(async () => setCreated(await client.create(body)))} />
        <InlineError message={problem} />
        {keys?.length === 0 && <p class="muted">There are no keys yet.</p>}
        {keys && keys.length > 0 && (
          <KeyTable
            keys={keys}
            onRevoke={(id) => void run(() => client.revoke(id))}
            onRotate={(id) => void run(async () => setCreated(await client.rotate(id)))}
          />
        )}
        <UsageSection client={client} keys={keys ?? []} />
      </main>
      {created && <SecretDialog created={created} onClose={() => setCreated(null)} />}
    </>
  );
}
