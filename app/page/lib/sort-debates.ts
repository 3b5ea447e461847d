import type { DebateResponse } from '../../debate/views/responses.ts';

/** An earlier failure has been seen, or does not matter. */
const recentMs = 24 * 60 * 60 * 1000;

/** Debates that may need a person come first, then those that run; otherwise the order stays. */
export function sortDebates(debates: readonly DebateResponse[], nowMs: number): readonly DebateResponse[] {
  const rank = ({ status, updatedAt }: DebateResponse): number => {
    const isRecent = nowMs - Date.parse(updatedAt) < recentMs;
    if (status === 'paused' || (status === 'failed' && isRecent)) return 0;
    return status === 'running' ? 1 : 2;
  };
  return debates.toSorted((a, b) => rank(a) - rank(b));
}
