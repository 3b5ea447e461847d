import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly title: string;
  /** What the dangerous button says. */
  readonly action: string;
  readonly keep: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks before something is lost. The safe button has the focus. */
export function ConfirmDialog({ title, action, keep, onConfirm, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <form method="dialog" class="dialog-actions">
        <button type="submit" autofocus>
          {keep}
        </button>
        <button type="submit" class="danger solid" onClick={onConfirm}>
          {action}
        </button>
      </form>
    </Dialog>
  );
}
