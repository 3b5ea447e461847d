import { useState } from 'preact/hooks';
import { Brand } from './components/brand.tsx';
import { InlineError } from './components/inline-error.tsx';
import { useTitle } from './hooks/use-title.ts';
import { getStoredKey, saveKey } from './lib/api-key.ts';

/** Asks for an API key and reloads the page with it. */
export function SignInPage() {
  const [key, setKey] = useState('');
  useTitle('Rostrum: sign in');
  const submit = (event: Event) => {
    event.preventDefault();
    saveKey(key.trim());
    location.reload();
  };
  return (
    <main class="message-page">
      <Brand />
      <h1>This server needs a key</h1>
      <p>
        The operator of the server can create one for you. It is kept only in this tab, until you close it.
      </p>
      <form class="sign-in" onSubmit={submit}>
        <label>
          Key
          <input
            type="password"
            autocomplete="off"
            placeholder="rk_…"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={key.trim() === ''}>
          Sign in
        </button>
      </form>
      <InlineError
        message={getStoredKey() === undefined ? null : 'The key is invalid, expired or revoked.'}
      />
    </main>
  );
}
