import type { Invariant } from '../relation.ts';

/** The short routes on a function: what it takes, and who waits for it. */
export const functions: readonly Invariant[] = [
  {
    id: 'function-outlasts-deadline',
    says: 'A function may run for as long as an api request may take, and its answer',
    prevents:
      'requests that are given up although they had time left, by us or with the bare 502 of a killed function',
    source: 'AWS, Application Load Balancer with a Lambda target: a timeout of the function is a 502',
    reproduce: 'Set function.timeoutMs to 60 s and ask for something that takes 70 s.',
    left: 'deployment.function.timeoutMs',
    relation: '≥',
    right: { sum: ['classes.api.deadlineMs', 'deployment.function.answerMs'] },
    unit: 'ms',
    when: 'deployment.function.enabled',
  },
  {
    id: 'function-within-gateway',
    says: 'A function ends before the gateways stop waiting for it, and may run for that long',
    prevents: 'functions that run on, and are paid for, after their callers were answered 504',
    source:
      'AWS, CloudFront origin settings (read timeout) and Application Load Balancer attributes (idle timeout); ' +
      'Lambda quotas: 15 minutes',
    reproduce: 'Set function.timeoutMs to 900 s and send a first event while the database does not answer.',
    left: { sum: ['deployment.function.timeoutMs', 'edge.marginMs'] },
    relation: '≤',
    right: { least: ['edge.gatewayIdleMs', 'edge.gatewayReadMs', 'deployment.function.timeoutMsMax'] },
    unit: 'ms',
    when: 'deployment.function.enabled',
  },
  {
    id: 'function-takes-commands',
    says: 'The largest command fits into what a balancer hands to a function',
    prevents: 'a bare 413 or 502 for a note or a key that the limits allow',
    source:
      'AWS, Lambda functions as targets: 1 MB in and 1 MB out; JSON may write a character in six bytes. Uploads and ' +
      'long answers are not routed there: see webOnly in the route table',
    reproduce: 'Set limits.noteCharsMax to 200000 and send a note of that length to the function.',
    left: { product: ['limits.noteCharsMax', 6] },
    relation: '≤',
    right: 'deployment.function.bodyBytesMax',
    unit: 'bytes',
    when: 'deployment.function.enabled',
  },
];
