import { useState } from 'preact/hooks';
import type { NewKeyBody } from '../../../debate/views/responses.ts';
import { type KeyScope, keyScopes } from '../../../shared/key-scope.ts';

const scopeDescriptions: Readonly<Record<KeyScope, string>> = {
  read: 'look at debates',
  run: 'start, steer and delete debates',
  admin: 'manage keys',
};

const daySeconds = 24 * 60 * 60;

interface Props {
  /** Resolves with whether the key was created. */
  readonly onCreate: (body: NewKeyBody) => Promise<boolean>;
}

export function NewKeyForm({ onCreate }: Props) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['read', 'run']);
  const [days, setDays] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const lifetime = days === '' ? {} : { lifetimeSeconds: Math.round(Number(days) * daySeconds) };
    if (await onCreate({ name: name.trim(), scopes, ...lifetime })) setName('');
  };
  return (
    <form class="new-key" onSubmit={submit}>
      <label class="field">
        <span>Name</span>
        <input
          type="text"
          placeholder="Who or what uses it"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <fieldset class="scopes">
        <legend>May</legend>
        {keyScopes.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(
                  keyScopes.filter((each) =>
                    each === scope ? event.currentTarget.checked : scopes.includes(each),
                  ),
                )
              }
            />
            {scopeDescriptions[scope]} <span class="muted">({scope})</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>Expires after (days)</span>
        <input
          type="number"
          min={1}
          step={1}
          placeholder="never"
          value={days}
          onInput={(event) => setDays(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" disabled={name.trim() === '' || scopes.length === 0}>
        Create key
      </button>
    </form>
  );
}
