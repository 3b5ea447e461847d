import type { AppDeps } from '../../../app/http/deps.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { createFindDocuments } from '../../../app/sources/find-documents.ts';
import { createReadSource, type ReadSourceDeps } from '../../../app/sources/read-source.ts';
import { createSearch, type SearchServer } from '../../../app/sources/search.ts';

/** No program listens there. */
export const closedHost = '127.0.0.1:9';

/** Reads documents from loopback, and asks the search server; without changes, neither answers. */
export function createTestSources({
  searchServer = { url: `http://${closedHost}`, tool: null, token: null },
  ...changes
}: Partial<ReadSourceDeps> & { readonly searchServer?: SearchServer | null } = {}): Pick<
  AppDeps,
  'readSource' | 'findDocuments' | 'evidenceHosts'
> {
  const deps: ReadSourceDeps = {
    hosts: [closedHost],
    timeoutMs: 60_000,
    clock: systemClock,
    now: () => new Date('2026-12-01T08:00:00.000Z'),
    lookUp: async () => ['127.0.0.1'],
    resolve: async () => ['10.0.0.1'],
    onPrivateAddress() {},
    ...changes,
  };
  const readSource = createReadSource(deps);
  const search = createSearch({ ...deps, searchServer });
  const findDocuments = createFindDocuments({ ...deps, search, readSource });
  return { readSource, findDocuments, evidenceHosts: deps.hosts };
}
