import type { DebateResponse } from '../../debate/views/responses.ts';

/** Debates that have not ended come first, because they may need a person; otherwise the order stays. */
export function runningFirst(debates: readonly DebateResponse[]): readonly DebateResponse[] {
  const isOpen = ({ status }: DebateResponse) => status === 'running' || status === 'paused';
  return [...debates.filter(isOpen), ...debates.filter((debate) => !isOpen(debate))];
}
