import { useState } from 'preact/hooks';
import { storedKey, storeKey } from './key.ts';
import { Brand } from './parts/brand.tsx';
import { Problem } from './parts/problem.tsx';
import { useTitle } from './use-title.ts';

/** Asks for the key that the server wants, and loads the page again with it. */
export function SignIn() {
  const [key, setKey] = useState('');
  useTitle('Rostrum: sign in');
  const submit = (event: Event) => {
    event.preventDefault();
    storeKey(key.trim());
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
      <Problem
        says={storedKey() === undefined ? null : 'The key that was given is not valid, or not any more.'}
      />
    </main>
  );
}
