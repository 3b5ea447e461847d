import { useState } from 'preact/hooks';
import { type DraftDocument, fromAddress, fromPastedText } from '../../lib/evidence-files.ts';
import { Dialog } from '../dialog.tsx';

interface Props {
  /** The number of the new document. */
  readonly number: number;
  readonly takesAddresses: boolean;
  readonly onPaste: (document: DraftDocument) => void;
  readonly onClose: () => void;
}

export function PasteDialog({ number, takesAddresses, onPaste, onClose }: Props) {
  const [name, setName] = useState(`pasted-${number}.md`);
  const [text, setText] = useState('');
  const [address, setAddress] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    onPaste(address ? fromAddress(address) : fromPastedText(name.trim(), text));
    onClose();
  };
  return (
    <Dialog title={`Paste document E${number}`} onClose={onClose}>
      <form onSubmit={submit}>
        {takesAddresses && (
          <label class="field">
            <span>Address, which the server reads</span>
            <input
              type="url"
              placeholder="https://"
              value={address}
              onInput={(event) => setAddress(event.currentTarget.value)}
            />
          </label>
        )}
        {!address && (
          <>
            <label class="field">
              <span>Name</span>
              <input
                type="text"
                required
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
            <label class="field">
              <span>Text</span>
              <textarea
                rows={12}
                required
                autofocus
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
            </label>
          </>
        )}
        <div class="dialog-actions">
          <button
            type="submit"
            class="primary"
            disabled={!address && (name.trim() === '' || text.trim() === '')}
          >
            Add as evidence
          </button>
        </div>
      </form>
    </Dialog>
  );
}
