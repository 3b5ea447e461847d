import { handler } from '../../../../app/main.ts';

/**
 * What Lambda runs in an environment of a function: takes one event after the other from the Runtime API (version
 * 2018-06-01 of it, as documented for custom runtimes), and hands back what the handler says.
 */
const invocations = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

for (;;) {
  const next = await fetch(`${invocations}/next`);
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = { getRemainingTimeInMillis: () => deadline - Date.now() };
  const result = await handler(JSON.parse(await next.text()), context);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  await fetch(`${invocations}/${id}/response`, { method: 'POST', body: JSON.stringify(result) });
}
