import { closedReportDebate, openReportDebate } from '../../support/debates/report-debates.ts';
import { type SampleDebate, scriptFor } from '../../support/debates/sample-debates.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../support/http/scripted-server.ts';

export const debates = { open: openReportDebate(), closed: closedReportDebate() };

const resourceOf = ({ id, record, events }: SampleDebate) => ({
  id,
  question: record.question,
  title: null,
  preset: record.preset,
  status: 'decided',
  phase: 'ended',
  round: 1,
  models: ['rehearsal'],
  agreement: record.agreement?.score ?? null,
  answer: record.answer,
  costUsd: record.cost.usd,
  seq: events.length,
  createdAt: record.startedAt,
  updatedAt: record.endedAt,
});

const { open, closed } = debates;
const script = scriptFor(open);
const eventsPath = `GET /api/v1/debates/${open.id}/events`;

/** As a stream, or as one page for those that want JSON. */
const serveEvents: ScriptedAnswer = (response, request) => {
  const isStream = request.headers.accept?.includes('text/event-stream');
  const page = jsonAnswer(200, { events: open.events, next: null });
  (isStream ? (script[eventsPath] ?? page) : page)(response, request);
};

/** What a server answers that has both debates. */
export const reportScript: Readonly<Record<string, ScriptedAnswer>> = {
  ...script,
  [eventsPath]: serveEvents,
  [`GET /api/v1/debates/${open.id}`]: jsonAnswer(200, resourceOf(open)),
  'GET /api/v1/debates': jsonAnswer(200, { debates: [open, closed].map(resourceOf), next: null }),
};
