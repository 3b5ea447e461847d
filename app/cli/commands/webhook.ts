import { createWebhooksClient } from '../../client/webhooks.ts';
import type { WebhookResponse } from '../../debate/views/webhook-responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, rejectPositionals, requireSingle } from '../../shared/command-line/parse.ts';
import { alignColumns } from '../../shared/command-line/text-layout.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

const options = {
  secret: {
    type: 'boolean',
    description: 'Print the secret that signs webhooks instead; needs the scope admin',
  },
  json: { type: 'boolean', description: 'Print JSON' },
  ...commonOptions,
} as const satisfies CommandOptions;

export const webhookCommand: CliCommand = {
  usage: 'ID',
  summary: 'Show the webhook of a debate and the attempts to deliver it',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const client = createWebhooksClient(resolveServer(values, terminal));
    const call = { signal: terminal.interrupted };
    const out = createOutput(terminal, 'stdout', false);
    if (values.secret) {
      rejectPositionals(positionals);
      const answer = await client.secret(call);
      if (values.json) out.writeJson(answer);
      else out.writeLines([toPrintableDeep(answer).secret]);
      return exitCodes.decided;
    }
    const webhook = await client.ofDebate(requireSingle(positionals, 'the id of a debate'), call);
    if (values.json) out.writeJson(webhook);
    else out.writeLines(webhookLines(toPrintableDeep(webhook)));
    return exitCodes.decided;
  },
};

const stateLabels: Readonly<Record<WebhookResponse['state'], string>> = {
  waiting: 'waits for the end of the debate',
  pending: 'is being delivered',
  delivered: 'is delivered',
  failed: 'has failed; no attempt follows',
};

function webhookLines({ url, state, nextAttemptAt, attempts }: WebhookResponse): readonly string[] {
  const next = nextAttemptAt === null ? '' : `; next attempt at ${nextAttemptAt}`;
  return [
    `${url} ${stateLabels[state]}${next}`,
    ...alignColumns(
      attempts.map(({ at, ms, status, error }) => [
        at,
        `${ms} ms`,
        status === null ? '-' : `${status}`,
        error ?? 'delivered',
      ]),
    ),
  ];
}
