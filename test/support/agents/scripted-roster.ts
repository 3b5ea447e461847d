import type { Agent, CompletionOptions, Roster } from '../../../app/agents/agent.ts';
import { defaultTraits } from '../../../app/agents/model-traits.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';

const limits = profile('test').agents;

type Reply = (brief: TurnContext, options: CompletionOptions) => string | Promise<string>;

/** A roster with one agent that replies as a test says. `briefs` lists the contexts of its calls, in order. */
export function scriptedRoster(reply: Reply = defaultReply): Roster & { readonly briefs: TurnContext[] } {
  const briefs: TurnContext[] = [];
  const agent: Agent = {
    async generate(brief, options) {
      briefs.push(brief);
      const text = await reply(brief, options);
      options.onText(text, text);
      return { text, usage: { inputTokens: 100, outputTokens: 20, estimated: false } };
    },
  };
  const price = { inputUsd: 1, outputUsd: 2 };
  return {
    briefs,
    defaultModel: 'scripted',
    defaultReason: 'a test says so',
    listProviders: () => [
      {
        provider: 'scripted',
        models: [
          { model: 'scripted', provider: 'scripted', price, contextTokens: 32_768, family: 'scripted' },
        ],
        pricesCheckedAt: null,
        list: { readAt: '2026-01-01T00:00:00.000Z', failure: null },
      },
    ],
    callsPerProviderMax: {},
    close: () => {},
    unavailableReason: (model) => (model.startsWith('scripted') ? null : `There is no ${model}.`),
    info: (model) => ({ model, provider: 'scripted', price }),
    // A model whose name ends in -thinker thinks, and takes an effort.
    callSettings: (model, seat = {}) => {
      const thinks = model.endsWith('-thinker');
      const { effort, outputTokensMax = thinks ? limits.thinking.outputTokensMax : limits.outputTokensMax } =
        seat;
      return { traits: defaultTraits, thinks, effort: (thinks && effort) || null, outputTokensMax };
    },
    agent: () => agent,
  };
}

/** A valid reply: every agent keeps its position and disagrees with the others. */
export function defaultReply(brief: TurnContext): string {
  return `I speak in ${brief.turn}.\n\n\`\`\`json\n${JSON.stringify(replyMembers(brief))}\n\`\`\``;
}

function replyMembers(brief: TurnContext) {
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
      return { stances: buildStances(brief.peers) };
    case 'revise':
      return { ...position, stances: buildStances(brief.peers) };
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

const buildStances = (peers: readonly { readonly label: string }[]) =>
  peers.map(({ label }) => ({ peer: label, agrees: false, point: 'Not shown.' }));
