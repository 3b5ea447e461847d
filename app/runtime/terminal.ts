import { isatty } from 'node:tty';

const standardStreams = [0, 1, 2] as const;

/**
 * Call it at the start. The result says whether a terminal of this process has gone since then: the system sends SIGHUP
 * for that too, and a program that was started in a terminal must end with it.
 */
export function watchTerminal(isTerminal: (fd: number) => boolean = isatty): () => boolean {
  const terminals = standardStreams.filter((fd) => isTerminal(fd));
  return () => terminals.some((fd) => !isTerminal(fd));
}
