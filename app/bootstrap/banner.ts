import type { Roster } from '../agents/agent.ts';
import type { Config } from '../config/config.ts';

export interface BannerOptions {
  readonly config: Config;
  /** `http://localhost:8080`; null for a process without a server. */
  readonly address: string | null;
  readonly roster: Pick<Roster, 'defaultModel' | 'defaultReason'>;
  readonly startedInMs: number;
}

/** The summary that is printed when the program has started. */
export function formatBanner({ config, address, roster, startedInMs }: BannerOptions): string {
  const { contract, dataDir, databaseUrl, redisUrl, access, processes } = config;
  const lines: readonly (readonly [string, string])[] = [
    ...(address
      ? ([
          ['open', address],
          ['docs', `${address}/docs`],
        ] as const)
      : []),
    ['profile', contract.profile],
    ...(processes > 1 ? [['workers', `${processes} processes`] as const] : []),
    ['data', databaseUrl ? `PostgreSQL at ${new URL(databaseUrl).host}` : `${dataDir} (embedded database)`],
    ['live', redisUrl ? `Redis at ${new URL(redisUrl).host}` : 'within this process'],
    ['model', `${roster.defaultModel}: ${roster.defaultReason}`],
    ['access', access.isOpen ? 'this machine only (loopback), without keys' : 'with a key'],
  ];
  const rows = lines.map(([name, text]) => `  ${name.padEnd(8)} ${text}`);
  return ['', `  Rostrum is ready, after ${(startedInMs / 1000).toFixed(1)} s.`, '', ...rows, '', ''].join(
    '\n',
  );
}
