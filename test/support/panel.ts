import type { Agent, Roster, SpeakOptions } from '../../app/agents/agent.ts';
import type { Brief } from '../../app/debate/brief.ts';

type Reply = (brief: Brief, options: SpeakOptions) => string | Promise<string>;

/** A roster whose one agent says what a test wants. `spoken` lists the briefs it was asked, in order. */
export function scriptedRoster(reply: Reply = replyTo): Roster & { readonly spoken: Brief[] } {
  const spoken: Brief[] = [];
  const agent: Agent = {
    async speak(brief, options) {
      spoken.push(brief);
      const text = await reply(brief, options);
      options.onText(text);
      return { text, usage: { inputTokens: 100, outputTokens: 20, estimated: false } };
    },
  };
  const price = { inputUsd: 1, outputUsd: 2 };
  return {
    spoken,
    defaultModel: 'scripted',
    why: 'a test says so',
    list: () => [{ provider: 'scripted', models: [{ model: 'scripted', provider: 'scripted', price }] }],
    refuses: (model) => (model.startsWith('scripted') ? null : `There is no ${model}.`),
    info: (model) => ({ model, provider: 'scripted', price }),
    agent: () => agent,
  };
}

/** A reply that the engine can read: everybody holds to what they said, and disagrees. */
export function replyTo(brief: Brief): string {
  return `I speak in ${brief.turn}.\n\n\`\`\`json\n${JSON.stringify(membersFor(brief))}\n\`\`\``;
}

function membersFor(brief: Brief) {
  const position = {
    claim: `What ${brief.role} holds.`,
    ...(brief.options ? { choice: brief.options[0] } : {}),
    confidence: 0.5,
    citations: [],
    changed: false,
  };
  switch (brief.phase) {
    case 'propose':
      return position;
    case 'critique':
      return { stances: stancesOn(brief.peers) };
    case 'revise':
      return { ...position, stances: stancesOn(brief.peers) };
    case 'decide': {
      const lists = {
        consensus: [],
        contradictions: [],
        partialCoverage: [],
        uniqueInsights: [],
        blindSpots: [],
      };
      return { ...lists, answer: 'So be it.', citations: [] };
    }
  }
}

const stancesOn = (peers: readonly { readonly label: string }[]) =>
  peers.map(({ label }) => ({ peer: label, agrees: false, point: 'Not shown.' }));
