import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * Accepts files dropped anywhere on the page: the browser would open a file dropped outside the field, and the typed
 * text would be lost. Returns true while files are dragged over the page.
 */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isDragging, setIsDragging] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;

  useEffect(() => {
    const controller = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      window.addEventListener(type, (event) => hasFiles(event) && handle(event), {
        signal: controller.signal,
      });
    listen('dragover', (event) => {
      event.preventDefault();
      setIsDragging(true);
    });
    // Without a related target, the pointer left the window, not one element for another.
    listen('dragleave', (event) => event.relatedTarget === null && setIsDragging(false));
    listen('drop', (event) => {
      event.preventDefault();
      setIsDragging(false);
      latest.current([...(event.dataTransfer?.files ?? [])]);
    });
    return () => controller.abort();
  }, []);
  return isDragging;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
