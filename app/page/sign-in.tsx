import { useState } from 'preact/hooks';
import { Brand } from './components/brand.tsx';
import { InlineError } from './components/inline-error.tsx';
import { useTitle } from './hooks/use-title.ts';
import { getStoredKey, saveKey } from './lib/api-key.ts';

/** Asks for the key that the server wants, and loads the page again with it. */
export function SignInPage() {
  const [key, setKey] = useState('');
  useTitle('Rostrum: sign in');
  const submit = (event: Event) => {
    event.preventDefault();
    saveKey(key.trim());
    location.reload();
  };
  return (
    <main class="missing">
      <Brand />
      <h1>This server asks for a key</h1>
      <p>Whoever runs it makes one for you. It is kept in this tab only, and forgotten when you close it.</p>
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
        message={
          getStoredKey() === undefined ? null : 'The key that was given is not valid, or not any more.'
        }
      />
    </main>
  );
}
