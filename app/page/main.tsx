import { render } from 'preact';
import { createClient } from '../client/client.ts';

const client = createClient({ baseUrl: '' });

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
if (page) await start(page);
