import { useEffect, useState } from 'preact/hooks';
import type { SignInOptionsResponse } from '../debate/views/access-responses.ts';
import { Brand } from './components/brand.tsx';
import { InlineError } from './components/inline-error.tsx';
import { useTitle } from './hooks/use-title.ts';
import { errorMessage } from './lib/error-message.ts';
import { signIn, signInOptions } from './lib/session.ts';

/** Sign-in by OpenID Connect, if the server has it, and with a key, which is exchanged for a session. */
export function SignInPage() {
  const [options, setOptions] = useState<SignInOptionsResponse | null>(null);
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  useTitle('Rostrum: sign in');
  useEffect(() => {
    signInOptions().then(setOptions, () => {});
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await signIn(key.trim());
      location.reload();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };
  const issuer = options?.openId?.name;
  return (
    <>
      <header class="home-header">
        <Brand />
      </header>
      <main class="message-page">
        <h1>{issuer ? 'Sign in' : 'This server needs a key'}</h1>
        {issuer && (
          <>
            <a
              class="button primary"
              href={`/api/v1/sign-in/start?to=${encodeURIComponent(location.pathname)}`}
            >
              Sign in with {issuer}
            </a>
            <h2>Or with a key</h2>
          </>
        )}
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
          <button type="submit" class={issuer ? '' : 'primary'} disabled={key.trim() === ''}>
            Sign in
          </button>
        </form>
        <InlineError message={problem} />
      </main>
    </>
  );
}
