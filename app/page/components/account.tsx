import { useEffect, useState } from 'preact/hooks';
import type { SessionResponse } from '../../debate/views/access-responses.ts';
import { currentSession, signOut } from '../lib/session.ts';

/** Who is signed in. Shows nothing on a server without keys. */
export function Account() {
  const [session, setSession] = useState<SessionResponse | null>(null);
  useEffect(() => {
    currentSession().then(setSession, () => {});
  }, []);
  if (!session?.keyRequired) return null;
  const leave = async () => {
    await signOut();
    location.assign('/');
  };
  return (
    <>
      <span class="muted">
        {session.name} · {session.tenant}
      </span>
      {session.scopes.includes('admin') && <a href="/keys">Keys and usage</a>}
      <button type="button" class="link" onClick={leave}>
        Sign out
      </button>
    </>
  );
}
