import { useState } from 'preact/hooks';
import type { KeyResponse } from '../../../debate/views/responses.ts';
import { formats } from '../../formats.ts';
import { useNow } from '../../hooks/use-now.ts';
import { timeAgo } from '../../lib/format.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';

interface Props {
  readonly keys: readonly KeyResponse[];
  readonly onRevoke: (id: string) => void;
  readonly onRotate: (id: string) => void;
}

export function KeyTable({ keys, onRevoke, onRotate }: Props) {
  const [revoking, setRevoking] = useState<KeyResponse | null>(null);
  const now = useNow(true);
  return (
    <>
      <div class="table-scroll">
        <table class="keys">
          <thead>
            <tr>
              {['Name', 'Id', 'Scopes', 'Created', 'Last used', 'Valid', 'Actions'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => {
              const { isValid, label } = validity(key, now);
              return (
                <tr key={key.id} class={isValid ? '' : 'is-over'}>
                  <th scope="row">{key.name}</th>
                  <td>
                    <code>{key.id}</code>
                  </td>
                  <td>{key.scopes.join(', ')}</td>
                  <td>{timeAgo(key.createdAt, now, formats)}</td>
                  <td>{key.lastUsedAt ? timeAgo(key.lastUsedAt, now, formats) : 'never'}</td>
                  <td>{label}</td>
                  <td>
                    {isValid && (
                      <>
                        <button
                          type="button"
                          aria-label={`Replace ${key.name}`}
                          onClick={() => onRotate(key.id)}
                        >
                          Replace
                        </button>{' '}
                        <button
                          type="button"
                          class="danger"
                          aria-label={`Revoke ${key.name}`}
                          onClick={() => setRevoking(key)}
                        >
                          Revoke
                        </button>
                      </>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {revoking && (
        <ConfirmDialog
          title={`Revoke the key “${revoking.name}”?`}
          action="Revoke the key"
          keep="Keep it"
          onConfirm={() => onRevoke(revoking.id)}
          onClose={() => setRevoking(null)}
        >
          Its users are signed out at once. This cannot be undone.
        </ConfirmDialog>
      )}
    </>
  );
}

function validity({ revokedAt, expiresAt }: KeyResponse, nowMs: number): { isValid: boolean; label: string } {
  if (revokedAt) return { isValid: false, label: `revoked ${formats.day(revokedAt)}` };
  if (!expiresAt) return { isValid: true, label: 'until revoked' };
  const isValid = Date.parse(expiresAt) > nowMs;
  return { isValid, label: `${isValid ? 'until' : 'expired'} ${formats.day(expiresAt)}` };
}
