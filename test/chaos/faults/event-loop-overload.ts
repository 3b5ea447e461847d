import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NewDebateBody } from '../../../app/debate/views/request-bodies.ts';
import { type HttpResult, sendRequest } from '../load.ts';

/** Documents of a large body: a process that parses it does nothing else. */
const documents = 18;
const requestIntervalMs = 25;
const shortPath = '/api/v1/agents';
/** A lagging process must have caught up by then. */
const recoveryTimeoutMs = 20_000;

export interface OverloadReport {
  readonly upload: HttpResult;
  /** Short requests during the upload. */
  readonly shortRequests: readonly HttpResult[];
  /** Requests that the process rejected because of its lag, by its metrics. */
  readonly shed: number;
  /** True when it accepted a request afterwards. */
  readonly recovered: boolean;
}

/** Overloads the event loop of a process and records the requests that arrive meanwhile. */
export async function overloadEventLoop(url: string, contract: Contract): Promise<OverloadReport> {
  const path = '/api/v1/debates';
  const body = JSON.stringify(largeRequest(contract));
  const shedBefore = await countShed(url);
  let isReading = true;
  const uploading = sendRequest(url, path, { method: 'POST', body });
  void uploading.then(() => {
    isReading = false;
  });
  const requests: Promise<HttpResult>[] = [];
  for (; isReading; await pause(requestIntervalMs)) requests.push(sendRequest(url, shortPath));
  const recovered = await waitForRecovery(url);
  const shed = (await countShed(url)) - shedBefore;
  return { upload: await uploading, shortRequests: await Promise.all(requests), shed, recovered };
}

/** Resolves with true when the process soon accepts a request again. */
export async function waitForRecovery(url: string): Promise<boolean> {
  for (const until = Date.now() + recoveryTimeoutMs; Date.now() < until; await pause(requestIntervalMs))
    if ((await sendRequest(url, shortPath)).status === 200) return true;
  return false;
}

async function countShed(url: string): Promise<number> {
  const { body } = await sendRequest(url, '/metrics');
  return Number(/^rostrum_http_shed_total\S* (\d+)$/m.exec(body)?.[1] ?? 0);
}

/** Takes long to read and starts nothing, because its model is unavailable. */
function largeRequest({ limits }: Contract): NewDebateBody {
  const line = 'The depot of this line is old.\n';
  const text = line.repeat(Math.floor(limits.documentBytesMax / line.length));
  return {
    question: 'Should the depot be moved?',
    evidence: Array.from({ length: documents }, (_, index) => ({ name: `depot-${index}.txt`, text })),
    judge: { model: 'unknown:none' },
  };
}
