import { render } from 'preact';
import { createClient } from '../client/client.ts';
import { MessagePage } from './components/message-page.tsx';
import { fetchWithKeyCheck, onKeyRequired } from './lib/session.ts';

const client = createClient({ baseUrl: '', fetch: fetchWithKeyCheck });

/** Loads the code of the view that the path names. */
async function start(page: HTMLElement): Promise<void> {
  const { message } = page.dataset;
  if (message) return render(<MessagePage title="You are not signed in">{message}</MessagePage>, page);
  const id = /^\/debates\/([^/]+)$/.exec(location.pathname)?.[1];
  if (id) {
    const { DebatePage } = await import('./debate.tsx');
    return render(<DebatePage id={decodeURIComponent(id)} client={client} />, page);
  }
  if (location.pathname === '/keys') {
    const { KeysPage } = await import('./keys.tsx');
    return render(<KeysPage />, page);
  }
  if (location.pathname === '/') {
    const { HomePage } = await import('./home.tsx');
    return render(<HomePage client={client} />, page);
  }
  render(<MessagePage title="There is no page here">Check the address.</MessagePage>, page);
}

const page = document.getElementById('page');
if (page) {
  onKeyRequired(async () => {
    const { SignInPage } = await import('./sign-in.tsx');
    render(<SignInPage />, page);
  });
  await start(page);
}
