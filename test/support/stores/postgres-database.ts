import { profile } from '../../../app/contract/profiles.ts';
import { openPostgres } from '../../../app/store/postgres/open.ts';
import { createDatabase, execute } from '../processes/postgres.ts';
import type { ReusableDatabase } from './reuse.ts';
import { listTables, truncate } from './truncate.ts';

export async function createPostgresDatabase(serverUrl: string | null): Promise<ReusableDatabase> {
  if (serverUrl === null) throw new Error('no PostgreSQL on this machine');
  const url = await createDatabase(serverUrl);
  return {
    url,
    openStore: () => openPostgres({ url, contract: profile('test'), onError: () => {} }),
    removeRows: async () => void (await execute(url, truncate(await execute(url, listTables)))),
  };
}
