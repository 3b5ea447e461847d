import { useState } from 'preact/hooks';
import { Brand } from './components/brand.tsx';
import { InlineError } from './components/inline-error.tsx';
import { useTitle } from './hooks/use-title.ts';
import { errorMessage } from './lib/error-message.ts';
import { signIn } from './lib/session.ts';

/** Exchanges an API key for a session and loads the page again. */
export function SignInPage() {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  useTitle('Rostrum: sign in');
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await signIn(key.trim());
      location.reload();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };
  return (
    <>
      <header class="home-header">
        <Brand />
      </header>
      <main class="message-page">
        <h1>This server needs a key</h1>
        <p>
          The operator of the server can create one for you. This browser stays signed in for 30 days, until
          you sign out, or until the key is revoked.
        </p>
        <form class="sign-in" onSubmit={submit}>
          <label>
            Key
            <input
              type="password"
              autocomplete="off"
              autofocus
              placeholder="rk_…"
              value={key}
              onInput={(event) => setKey(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" disabled={key.trim() === ''}>
            Sign in
          </button>
        </form>
        <InlineError message={problem} />
      </main>
    </>
  );
}
