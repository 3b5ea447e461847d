import { escapeHtml } from '../escape-html.ts';

/** The sections before the reference: how to call the API at all, with requests to copy. */
export const introductionSections: readonly { readonly id: string; readonly title: string }[] = [
  { id: 'authentication', title: 'Authentication' },
  { id: 'first-debate', title: 'A first debate' },
  { id: 'live-events', title: 'Live events' },
  { id: 'errors', title: 'Errors' },
];

/** A block with a button that copies it. The script puts the address of this server in place of the base URL. */
export function codeBlock(text: string): string {
  const code = escapeHtml(text).replaceAll(baseUrl, `<span class="base-url">${baseUrl}</span>`);
  return `<pre class="copy"><code>${code}</code></pre>`;
}

export const baseUrl = 'http://localhost:8080';

const response = (text: string): string => `<p class="label">Response</p><pre>${escapeHtml(text)}</pre>`;

export const introductionHtml = (): string => `
<section id="authentication">
<h2>Authentication</h2>
<p>The base URL is <code class="base-url">${baseUrl}</code>. A server that listens on loopback only needs no key. Any
other server needs one in each request. An operator creates it with <code>npx rostrum keys create NAME</code>.
Its scopes
are
<code>read</code>, <code>run</code> and <code>admin</code>.</p>
${codeBlock(`export ROSTRUM_API_KEY=rk_…
curl -H "authorization: Bearer $ROSTRUM_API_KEY" ${baseUrl}/api/v1/session`)}
${response('{"name":"Ann","tenant":"local","scopes":["read","run"],"keyRequired":true}')}
<p>A browser signs in once: <a href="#startSession">POST /api/v1/session</a> turns the key into an HttpOnly cookie.
A program that opens a WebSocket asks for a <a href="#createTicket">ticket</a> first.</p>
</section>
<section id="first-debate">
<h2>A first debate</h2>
<p>Create a debate. The answer comes at once; a worker runs the debate. With an <code>Idempotency-Key</code>, a
repeated
request returns the same debate.</p>
${codeBlock(`curl -X POST ${baseUrl}/api/v1/debates -H 'content-type: application/json' \\
  -d '{"question":"Should we split the monolith?","preset":"standard"}'`)}
${response('{"id":"ID","url":"/api/v1/debates/ID","warnings":[]}')}
<p>Wait for the decision record. It answers 202 while the debate runs.</p>
${codeBlock(`curl '${baseUrl}/api/v1/debates/ID/record?wait=60'`)}
</section>
<section id="live-events">
<h2>Live events</h2>
<p>Every event of a debate has a <code>seq</code>, from 1 without gaps. Text that an agent is writing comes as deltas,
which have no <code>seq</code>. After a lost connection, continue with <code>Last-Event-ID</code> or
<code>?after=SEQ</code>:
nothing is missed, and nothing comes twice.</p>
${codeBlock(`curl -N ${baseUrl}/api/v1/debates/ID/events`)}
${response(`id: 1
event: debate.created
data: {"debate":"ID","seq":1,"type":"debate.created","at":"…","data":{…}}

event: turn.delta
data: {"debate":"ID","type":"turn.delta","data":{"turn":"r0.propose.a1","attempt":1,"offset":0,"text":"We"}}`)}
<p>One WebSocket carries the same frames for any number of debates:</p>
<pre>
client                                     server
  |  GET /ws                                 |
  | ---------------------------------------> |
  |  {"type":"subscribe","debate":"ID","after":0}
  | ---------------------------------------> |
  |  {"type":"subscribed","debate":"ID",…}   |
  | &lt;--------------------------------------- |
  |  events and deltas, as in the stream     |
  | &lt;--------------------------------------- |
  |  {"type":"ended","debate":"ID"}          |
  | &lt;--------------------------------------- |
</pre>
</section>
<section id="errors">
<h2>Errors</h2>
<p>Every error is <code>application/problem+json</code>. <code>detail</code> says what is wrong and what to do,
<code>code</code> is <a href="#problems">one of these</a>, and <code>errors</code> names the members of the request
that are not valid.</p>
${codeBlock(`curl -X POST ${baseUrl}/api/v1/debates -H 'content-type: application/json' -d '{"question":""}'`)}
${response(`{"type":"/docs#validation-failed","title":"The request is invalid","status":422,"code":"validation-failed",
 "detail":"…","errors":[{"path":"question","message":"…"}],"requestId":"…"}`)}
</section>`;
