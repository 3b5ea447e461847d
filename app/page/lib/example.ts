import loadTest from '../../example/event-driven-load-test.md';
import example from '../../example/example.json' with { type: 'json' };
import incident from '../../example/incident-payout-cutoff.md';
import memo from '../../example/staffing-and-cost-memo.html';
import { type Draft, emptyDraft } from './draft.ts';
import { fromPastedText } from './evidence-files.ts';

const texts: Readonly<Record<string, string>> = {
  'incident-payout-cutoff.md': incident,
  'event-driven-load-test.md': loadTest,
  'staffing-and-cost-memo.html': memo,
};

/** The worked example, ready to start. */
export const exampleDraft: Draft = {
  ...emptyDraft,
  question: example.question,
  evidence: example.evidence.map(({ name, file }) => fromPastedText(name, texts[file] ?? '')),
};
