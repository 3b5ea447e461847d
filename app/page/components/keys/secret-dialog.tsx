import { useState } from 'preact/hooks';
import type { CreatedKeyResponse } from '../../../debate/views/responses.ts';
import { copyText } from '../../lib/copy-text.ts';
import { Dialog } from '../dialog.tsx';

interface Props {
  readonly created: CreatedKeyResponse;
  readonly onClose: () => void;
}

/** The only place where the secret of a new key is shown. */
export function SecretDialog({ created, onClose }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await copyText(created.key);
    setIsCopied(true);
  };
  return (
    <Dialog title={`The key “${created.name}”`} onClose={onClose}>
      <p>Copy it now: the server keeps only a hash of it and cannot show it again.</p>
      <p>
        <code class="secret">{created.key}</code>
      </p>
      <div class="dialog-actions">
        <button type="button" class="primary" autofocus onClick={copy}>
          {isCopied ? 'Copied' : 'Copy the key'}
        </button>
      </div>
    </Dialog>
  );
}
