import { render } from 'preact';
import { createClient } from '../client/client.ts';
import { fetchOrTell, onKeyNeeded, storedKey } from './key.ts';

const client = createClient({ baseUrl: '', apiKey: storedKey(), fetch: fetchOrTell });

/** The address says which view it is; each comes with its own code. */
async function start(page: HTMLElement): Promise<void> {
  const id = /^\/debates\/([^/]+)$/.exec(location.pathname)?.[1];
  if (id) {
    const { DebatePage } = await import('./debate.tsx');
    return render(<DebatePage id={decodeURIComponent(id)} client={client} />, page);
  }
  const { Home } = await import('./home.tsx');
  render(<Home client={client} />, page);
}

const page = document.getElementById('page');
if (page) {
  onKeyNeeded(async () => {
    const { SignIn } = await import('./sign-in.tsx');
    render(<SignIn />, page);
  });
  await start(page);
}
