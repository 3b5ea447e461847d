import type { Invariant } from './invariant.ts';

/** The short routes on a function: what it takes, and who waits for it. */
export const lambdaInvariants: readonly Invariant[] = [
  {
    id: 'function-outlasts-deadline',
    summary: 'A function may run for as long as an api request may take, and its answer',
    rationale:
      'requests that are given up although they had time left, by us or with the bare 502 of a killed function',
    source: 'AWS, Application Load Balancer with a Lambda target: a timeout of the function is a 502',
    reproduction: 'Set function.timeoutMs to 60 s and ask for something that takes 70 s.',
    left: 'deployment.function.timeoutMs',
    relation: '≥',
    right: { sum: ['classes.api.deadlineMs', 'deployment.function.responseMarginMs'] },
    unit: 'ms',
    when: 'deployment.function.enabled',
  },
  {
    id: 'function-within-gateway',
    summary: 'A function ends before the gateways stop waiting for it, and may run for that long',
    rationale: 'functions that run on, and are paid for, after their callers were answered 504',
    source:
      'AWS, CloudFront origin settings (read timeout) and Application Load Balancer attributes (idle timeout); ' +
      'Lambda quotas: 15 minutes',
    reproduction:
      'Set function.timeoutMs to 900 s and send a first event while the database does not answer.',
    left: { sum: ['deployment.function.timeoutMs', 'edge.marginMs'] },
    relation: '≤',
    right: { min: ['edge.gatewayIdleMs', 'edge.gatewayReadMs', 'deployment.function.timeoutMsMax'] },
    unit: 'ms',
    when: 'deployment.function.enabled',
  },
  {
    id: 'function-accepts-commands',
    summary: 'The largest command fits into what a balancer hands to a function',
    rationale: 'a bare 413 or 502 for a note or a key that the limits allow',
    source:
      'AWS, Lambda functions as targets: 1 MB in and 1 MB out; JSON may write a character in six bytes. Uploads and ' +
      'long answers are not routed there: see webOnly in the route table',
    reproduction: 'Set limits.noteCharsMax to 200000 and send a note of that length to the function.',
    left: { product: ['limits.noteCharsMax', 6] },
    relation: '≤',
    right: 'deployment.function.bodyBytesMax',
    unit: 'bytes',
    when: 'deployment.function.enabled',
  },
];
