import { handler } from '../../../../app/main.ts';

/** The Lambda runtime: passes each event of the Runtime API (version 2018-06-01) to the handler. */
const invocations = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

for (;;) {
  const next = await fetch(`${invocations}/next`);
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = { getRemainingTimeInMillis: () => deadline - Date.now() };
  const result = await handler(JSON.parse(await next.text()), context);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  await fetch(`${invocations}/${id}/response`, { method: 'POST', body: JSON.stringify(result) });
}
