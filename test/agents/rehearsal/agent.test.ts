import { describe, expect, it } from 'vitest';
import type { Position, SeatRole } from '../../../app/debate/core/events.ts';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import { extractProse } from '../../../app/debate/prompting/prose.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import {
  allBriefs,
  critiqueBrief,
  decideBrief,
  documents,
  ownTurns,
  peer,
  position,
  proposeBrief,
  reviseBrief,
} from '../../support/agents/briefs.ts';
import { debateSeeds, rehearse } from '../../support/agents/rehearsal.ts';

const outcomeOf = async (brief: TurnContext, query = '') => {
  const parsed = parseReply(await rehearse(brief, query), brief);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.outcome;
};

const questions = [
  'Should we split the monolith?',
  'Should we move to services now, split billing out first, or leave it as it is?',
  'How can we make deploys fail less often?',
  'Why do deploys fail?',
  'Postgres or Kafka for the queue?',
  'Is the monolith slower than services?',
  'Sollen wir den Monolithen aufteilen?',
  'モノリスを分割すべきですか？',
  '?',
];
const closed = ['Split it', 'Split billing only', 'Keep the monolith'];
const roles: readonly SeatRole[] = [
  'advocate',
  'sceptic',
  'evidence-checker',
  'proponent',
  'opponent',
  'member',
];

/** A revision by an agent that says no, between two peers that propose steps. */
function outvoted(seed: number): TurnContext {
  const brief = reviseBrief({ seed });
  if (brief.phase !== 'revise') throw new Error('not a revision');
  const steps = brief.peers.filter(({ label }) => label === 'B');
  const peers = [...steps.map((each) => ({ ...each, label: 'A', agent: 'a2' })), ...steps];
  return {
    ...brief,
    own: ownTurns(position('No, we should not split the monolith as things stand.')),
    peers,
  };
}

describe('every reply of a rehearsal', () => {
  it.each(questions)(
    'to “%s” can be parsed, with and without evidence, open and closed',
    async (question) => {
      for (const seed of debateSeeds.slice(0, 2))
        for (const role of roles)
          for (const given of [documents, []])
            for (const options of [null, closed])
              for (const brief of allBriefs({ question, seed, role, documents: given, options })) {
                const parsed = parseReply(await rehearse(brief), brief);
                expect(parsed, `${brief.phase} ${role}`).toMatchObject({ ok: true });
              }
    },
  );

  it('begins with a disclaimer that no language model is speaking; a decision ends with it', async () => {
    for (const givenDocuments of [documents, []])
      for (const brief of allBriefs({ documents: givenDocuments })) {
        const prose = extractProse(await rehearse(brief));
        const paragraph = brief.phase === 'decide' ? prose.split('\n\n').at(-1) : prose.slice(0, 60);
        expect(paragraph).toContain('no language model is speaking');
      }
  });

  it('quotes only sentences of the documents', async () => {
    const plain = (text: string) => text.replace(/\s+/g, ' ');
    const all = plain(documents.map(({ text }) => text).join('\n'));
    let quotations = 0;
    for (const seed of debateSeeds)
      for (const brief of allBriefs({ seed })) {
        const text = await rehearse(brief);
        const outcome = parseReply(text, brief);
        if (!outcome.ok) throw new Error(outcome.problem);
        const cited =
          outcome.outcome.phase === 'decide'
            ? outcome.outcome.citations
            : outcome.outcome.phase === 'critique'
              ? []
              : outcome.outcome.position.citations;
        for (const { quote, found } of cited) {
          expect(found, quote).toBe(true);
          expect(all).toContain(quote);
          quotations++;
        }
        expect(text).not.toContain('--yes-this-is-not-a-sentence');
      }
    expect(quotations).toBeGreaterThan(debateSeeds.length);
  });

  it('has 80 to 250 words of prose', async () => {
    for (const seed of debateSeeds)
      for (const brief of allBriefs({ seed })) {
        const words = extractProse(await rehearse(brief)).split(/\s+/).length;
        expect(words).toBeGreaterThanOrEqual(80);
        expect(words).toBeLessThanOrEqual(250);
      }
  });
});

describe('a rehearsal', () => {
  it('gives the same reply in every attempt', async () => {
    for (const brief of allBriefs())
      expect(await rehearse(brief)).toBe(await rehearse({ ...brief, attempt: 2 }));
  });

  it('gives another reply for another seed', async () => {
    expect(await rehearse(proposeBrief(), 'seed=1')).not.toBe(await rehearse(proposeBrief(), 'seed=2'));
  });

  it('takes different positions in different seats', async () => {
    const claims = await Promise.all(
      (['advocate', 'sceptic', 'evidence-checker'] as const).map(async (role) => {
        const outcome = await outcomeOf(proposeBrief({ role }));
        return outcome.phase === 'propose' ? outcome.position.claim : '';
      }),
    );
    expect(claims[0]).toMatch(/^Yes/);
    expect(claims[1]).toMatch(/^No|^Only/);
  });

  it('chooses one of the options of a closed question', async () => {
    const choices = new Set<string | undefined>();
    for (const seed of debateSeeds) {
      const outcome = await outcomeOf(proposeBrief({ options: closed, seed, role: 'member' }));
      if (outcome.phase === 'propose') choices.add(outcome.position.choice);
    }
    expect(choices.size).toBeGreaterThan(1);
    for (const choice of choices) expect(closed).toContain(choice);
  });

  it('adopts the position of its peers in some debates and names evidence or a remark', async () => {
    let changes = 0;
    for (const seed of debateSeeds) {
      const outcome = await outcomeOf(outvoted(seed));
      if (outcome.phase !== 'revise' || !outcome.position.changed) continue;
      changes++;
      expect(outcome.position.claim).toMatch(/^Only in steps/);
      expect(outcome.stances.map(({ agrees }) => agrees)).toEqual([true, true]);
      expect(outcome.position.changedBecause).toMatch(/E1|E2|an objection that I cannot answer/);
    }
    expect(changes).toBeGreaterThan(2);
    expect(changes).toBeLessThan(debateSeeds.length - 2);
  });

  it('never swaps positions with a peer', async () => {
    const yes = position('Yes, we should split the monolith.');
    const no = position('No, we should not split the monolith as things stand.');
    const facing = async (seed: number, own: Position, other: Position) => {
      const peers = [peer('A', 'a2', other)];
      const outcome = await outcomeOf({ ...reviseBrief({ seed }), own: ownTurns(own), peers });
      return outcome.phase === 'revise' && outcome.position.changed;
    };
    const moves = await Promise.all(
      debateSeeds.map(async (seed) => [await facing(seed, yes, no), await facing(seed + 1, no, yes)]),
    );
    expect(moves.filter(([first, second]) => first && second)).toEqual([]);
    expect(moves.flat()).toContain(true);
  });

  it('never changes its position without a reason to name', async () => {
    for (const seed of debateSeeds) {
      const brief = { ...reviseBrief({ seed, documents: [] }), remarks: [] };
      const bare = {
        ...brief,
        peers: brief.phase === 'revise' ? brief.peers.map(withoutCitations) : [],
      };
      const outcome = await outcomeOf(bare);
      expect(outcome).toMatchObject({ phase: 'revise', position: { changed: false } });
    }
  });

  it('agrees exactly with the peers that hold its position', async () => {
    const outcome = await outcomeOf(critiqueBrief());
    if (outcome.phase !== 'critique') throw new Error('not a critique');
    expect(outcome.stances.map(({ agent, agrees }) => [agent, agrees])).toEqual([
      ['a2', false],
      ['a3', false],
    ]);
    const same = { ...critiqueBrief(), own: ownTurns(position('Only in steps, that much is clear.')) };
    const second = await outcomeOf(same);
    if (second.phase !== 'critique') throw new Error('not a critique');
    expect(second.stances.map(({ agrees }) => agrees)).toEqual([false, true]);
  });

  it('objects to a quotation that is not in its document', async () => {
    const citations = [{ evidence: 'E2', quote: 'Services are always cheaper.', found: false }];
    const peers = [peer('A', 'a2', position('No.', { citations }))];
    const outcome = await outcomeOf({ ...critiqueBrief(), peers });
    if (outcome.phase !== 'critique') throw new Error('not a critique');
    expect(outcome.stances[0]?.point).toContain('is not in the document');
  });

  it('fills the five lists of a decision', async () => {
    const outcome = await outcomeOf(decideBrief());
    if (outcome.phase !== 'decide') throw new Error('not a decision');
    expect(outcome.matrix.contradictions).toHaveLength(2);
    expect(outcome.matrix.uniqueInsights.join()).toContain('Only one agent cites, from E1');
    expect(outcome.matrix.blindSpots.join()).toContain('No agent used E2');
    expect(outcome.answer).toContain('**Dissent**');
  });

  it('chooses no option when the vote has tied, and explains the leading ones', async () => {
    const brief = { ...decideBrief({ options: closed }), decidedBy: 'vote', choice: null } as const;
    const outcome = await outcomeOf(brief);
    if (outcome.phase !== 'decide') throw new Error('not a decision');
    expect(outcome.answer).toMatch(/^\*\*The vote has tied/);
    expect(outcome.answer.match(/^One agent holds:/gm)).toHaveLength(3);
    expect(outcome.comparison).toBeUndefined();
  });

  it('uses peer labels in the block only for the peer member', async () => {
    for (const seed of debateSeeds)
      for (const brief of [reviseBrief({ seed }), decideBrief({ seed })]) {
        const block = (await rehearse(brief)).split('```json')[1] ?? '';
        expect(block.replace(/"peer": "[A-Z]"/g, '')).not.toMatch(/\bpeers? [A-Z]\b/i);
      }
  });

  it('answers a repair with only the block that its reply should have had', async () => {
    for (const brief of allBriefs()) {
      const broken = await rehearse(brief, 'malformed=1');
      const parsed = parseReply(broken, brief);
      if (parsed.ok) throw new Error('the broken reply was parsed');
      const repaired = await rehearse({ ...brief, repair: { text: broken, problem: parsed.problem } });
      expect(repaired.startsWith('```json\n')).toBe(true);
      expect(parseReply(`${broken}\n\n${repaired}`, brief)).toMatchObject({ ok: true });
      expect(await rehearse(brief)).toContain(repaired);
    }
  });
});

const withoutCitations = <T extends { readonly positions: readonly { readonly claim: string }[] }>(
  peer: T,
) => ({
  ...peer,
  positions: peer.positions.map(({ claim }) => position(claim)),
});
