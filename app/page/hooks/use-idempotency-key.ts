import { useRef } from 'preact/hooks';

/** Gives the key of a request: the same for a repetition after a lost answer, which must not start a second debate. */
export function useIdempotencyKey(): (body: unknown) => string {
  const last = useRef(['', '']);
  return (body) => {
    const json = JSON.stringify(body);
    if (last.current[0] !== json) last.current = [json, randomKey()];
    return last.current[1] ?? '';
  };
}

/** `crypto.randomUUID` is missing on pages over plain http from another machine. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
