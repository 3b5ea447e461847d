import { useEffect } from 'preact/hooks';

/** The title of the window, so that a debate can be followed from another tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
