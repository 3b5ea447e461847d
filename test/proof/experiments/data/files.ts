import { buildPdf } from '../../../support/files/make-pdf.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import type { TestBed } from '../../test-bed.ts';

/** About 25 seconds of reading in 600 kB. */
const pages = 200;
const drawingsPerPage = 100_000;

/** Uploads a file that takes longer to read than any limit. */
async function uploadSlowFile(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  const page = Buffer.from('0 0 m 1 1 l S\n'.repeat(drawingsPerPage));
  const file = buildPdf(Array<Buffer>(pages).fill(page), { compressions: 1 });
  const evidence = [{ name: 'plan.pdf', mediaType: 'application/pdf', base64: file.toString('base64') }];
  const answer = await sendRequest(`${program.url}/api/v1/debates`, {
    method: 'POST',
    headers: testBed.headers,
    body: JSON.stringify({ question: 'Should the depot be moved?', evidence }),
  });
  return { total: 1, failures: listFailures([answer], 413) };
}

export const fileExperiments: readonly Experiment[] = [
  {
    id: 'file-within-deadline',
    predictedFailure: 'our own 504 instead of the sentence that names the file',
    failurePattern: /^504$/,
    mutate: ({ classes }) => ({ files: { timeoutMs: (classes.api.deadlineMs ?? 0) * 2 } }),
    run: uploadSlowFile,
  },
];
