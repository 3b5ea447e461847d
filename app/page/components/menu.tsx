import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** The text of the button, when it is not the label. */
  readonly icon?: string;
  readonly children: ComponentChildren;
}

/** A button that opens a list of actions. A choice, Escape and a click elsewhere close it. */
export function Menu({ label, icon, children }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const summary = details.current?.querySelector('summary');
      if (!details.current?.open || !summary) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        summary.focus();
      } else if (event.target instanceof Node && summary.contains(event.target)) return;
      details.current.open = false;
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details ref={details} class={icon ? 'menu is-icon' : 'menu'}>
      <summary class={icon ? 'icon-button' : 'button'} aria-label={icon && label}>
        {icon ?? `${label} ▾`}
      </summary>
      <div class="menu-items">{children}</div>
    </details>
  );
}
