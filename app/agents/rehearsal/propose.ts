import type { Brief } from '../../debate/brief.ts';
import type { Role } from '../../debate/events.ts';
import type { Case } from './case.ts';
import type { Draw } from './draw.ts';
import type { Stand, Tilt } from './question.ts';
import {
  citationsOf,
  claimFor,
  confidenceIn,
  createWriter,
  disclaimer,
  type Scene,
  sentenceCase,
  type Turn,
  usePoints,
} from './script.ts';

type Propose = Extract<Brief, { phase: 'propose' }>;

/** A blind first position, with the passages that carry it. */
export function propose(scene: Scene<Propose>): Turn {
  const { brief, matter, draw, words } = scene;
  const stand = chooseStand(brief.role, matter, draw);
  const writer = createWriter(scene);
  // Seats that hold the same need not quote the same: each starts at a place of its own among the best
  // points.
  const best = matter.pointsFor(stand);
  const points = [...draw.shuffle('points', best.slice(0, 4)), ...best.slice(4)];
  const paragraphs = [`${disclaimer(matter)} **${sentenceCase(stand.says)}.**`, writer.line('opens')];
  const used = usePoints(points, paragraphs, writer, words - endingWords);
  const objection = matter
    .pointsAgainst(stand)
    .find(({ text }) => !used.some((point) => point.text === text));
  if (objection) paragraphs.push(writer.concession(objection));
  const block = {
    claim: claimFor(stand, used),
    ...(stand.choice === undefined ? {} : { choice: stand.choice }),
    confidence: confidenceIn(stand, scene),
    citations: citationsOf(used),
  };
  return { paragraphs: [...paragraphs, writer.line('closes')], block };
}

/** A concession and a closing line take about so many. */
const endingWords = 55;

/** What a role is inclined to: strong enough to differ, weak enough that the evidence can win. */
const inclination: Readonly<Record<Role, Readonly<Partial<Record<Tilt, number>>>>> = {
  advocate: { bold: 0.5, careful: -0.3 },
  sceptic: { careful: 0.6, between: 0.25, bold: -0.3 },
  'evidence-checker': { between: 0.2 },
  proponent: { bold: 2 },
  opponent: { careful: 2, between: 0.5 },
  judge: {},
  member: {},
};

function chooseStand(role: Role, matter: Case, draw: Draw): Stand {
  const leaning = role === 'proponent' || role === 'opponent' ? sides(matter.stands, role) : matter.stands;
  const scored = leaning.map((stand) => ({
    stand,
    score:
      matter.strength(stand) + (inclination[role][stand.tilt] ?? 0) + 0.7 * draw.number(`stand ${stand.key}`),
  }));
  const [best] = scored.sort((a, b) => b.score - a.score);
  if (!best) throw new Error('a case without stands');
  return best.stand;
}

/** In a duel one speaks for the first answer, and the other for any but that. */
function sides(stands: readonly Stand[], role: 'proponent' | 'opponent'): readonly Stand[] {
  const others = stands.slice(1);
  return role === 'proponent' || others.length === 0 ? stands.slice(0, 1) : others;
}
