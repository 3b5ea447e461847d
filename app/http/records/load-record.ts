import { buildRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { debateKey, type LoadEventsDeps, loadEvents } from '../debates/load.ts';
import type { Signer } from './signer.ts';

export interface LoadRecordDeps extends LoadEventsDeps {
  readonly store: Pick<Store, 'get' | 'events'>;
  readonly signer: Pick<Signer, 'sign'>;
}

/** The record of an ended debate, signed with the current key. */
export async function loadRecord(c: AppContext, deps: LoadRecordDeps, id: string): Promise<SignedRecord> {
  const record = buildRecord(await loadEvents(deps, debateKey(c, id), 0, c.var.signal));
  if (!record) throw new Error(`debate ${id} has ended, but its log has no final event`);
  return deps.signer.sign(record);
}
