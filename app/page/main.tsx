import { render } from 'preact';
import { createClient } from '../client/client.ts';
import { fetchWithKeyCheck, getStoredKey, onKeyRequired } from './lib/api-key.ts';

const client = createClient({ baseUrl: '', apiKey: getStoredKey(), fetch: fetchWithKeyCheck });

/** The address says which view it is; each comes with its own code. */
async function start(page: HTMLElement): Promise<void> {
  const id = /^\/debates\/([^/]+)$/.exec(location.pathname)?.[1];
  if (id) {
    const { DebatePage } = await import('./debate.tsx');
    return render(<DebatePage id={decodeURIComponent(id)} client={client} />, page);
  }
  const { HomePage } = await import('./home.tsx');
  render(<HomePage client={client} />, page);
}

const page = document.getElementById('page');
if (page) {
  onKeyRequired(async () => {
    const { SignInPage } = await import('./sign-in.tsx');
    render(<SignInPage />, page);
  });
  await start(page);
}
