import { sendRequest } from './load.ts';

/** The counts, lowest first. */
export const formatDistribution = (groups: Iterable<{ readonly length: number }>): string =>
  [...groups]
    .map(({ length }) => length)
    .sort((a, b) => a - b)
    .join(' ');

/** The number of viewers of each process that answers on these ports, lowest first. */
export async function viewersByProcess(ports: readonly number[]): Promise<string> {
  const counts = new Map<string, number>();
  for (const port of ports) {
    const { body } = await sendRequest(`http://127.0.0.1:${port}`, '/metrics');
    for (const [, labels = '', value] of body.matchAll(/^rostrum_live_connections\{(.*)\} (\d+)$/gm)) {
      const process = /process="([^"]*)"/.exec(labels)?.[1] ?? '';
      counts.set(process, (counts.get(process) ?? 0) + Number(value));
    }
  }
  return [...counts.values()].sort((a, b) => a - b).join(' ');
}
