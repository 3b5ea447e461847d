import { seededNumbers } from '../../shared/seeded-numbers.ts';

/** A closed question whose answer follows from its text alone. */
export interface GeneratedQuestion {
  readonly id: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly answer: string;
}

/** Sets of questions that this code generates, so that no model can have read their answers. */
export const questionSets: Readonly<
  Record<QuestionSetName, (random: Draw) => Omit<GeneratedQuestion, 'id'>>
> = {
  knights: generateKnights,
  weekdays: generateWeekday,
};

export type QuestionSetName = 'knights' | 'weekdays';

/** A whole number from 0 to below `end`. */
type Draw = (end: number) => number;

/** The same set, count and seed give the same questions. */
export function generateQuestions(
  set: QuestionSetName,
  count: number,
  seed: number,
): readonly GeneratedQuestion[] {
  const next = seededNumbers(seed);
  const draw: Draw = (end) => Math.floor(next() * end);
  return Array.from({ length: count }, (_, index) => ({
    id: `${set}-${seed}-${index + 1}`,
    ...questionSets[set](draw),
  }));
}

const islanders = ['Ada', 'Bela', 'Cleo', 'Dara'];

/** Who is a knight, by the index of the islander. */
type Kinds = readonly boolean[];

interface Statement {
  readonly text: string;
  readonly isTrue: (kinds: Kinds) => boolean;
}

const allKinds: readonly Kinds[] = Array.from({ length: 2 ** islanders.length }, (_, bits) =>
  islanders.map((_name, index) => (bits & (1 << index)) !== 0),
);

const countKnights = (kinds: Kinds): number => kinds.filter(Boolean).length;

/** Draws statements until exactly one assignment of kinds fits them all. */
function generateKnights(draw: Draw): Omit<GeneratedQuestion, 'id'> {
  for (;;) {
    const statements = islanders.map((_, speaker) => drawStatement(speaker, draw));
    const [solution, ...others] = allKinds.filter((kinds) =>
      statements.every(({ isTrue }, speaker) => isTrue(kinds) === kinds[speaker]),
    );
    if (!solution || others.length > 0) continue;
    const said = statements.map(({ text }, speaker) => `${islanders[speaker]} says: “${text}”`).join(' ');
    const answer = describeKnights(solution);
    return {
      question:
        'On an island, knights always tell the truth and knaves always lie. Each of ' +
        `${islanders.join(', ')} is a knight or a knave. ${said} Which of them are knights?`,
      options: drawOptions(answer, allKinds.map(describeKnights), draw),
      answer,
    };
  }
}

function drawStatement(speaker: number, draw: Draw): Statement {
  const others = islanders.map((_, index) => index).filter((index) => index !== speaker);
  const [first = 0] = others.splice(draw(others.length), 1);
  const second = others[draw(others.length)] ?? 0;
  const [one, other] = [islanders[first], islanders[second]];
  const number = draw(islanders.length + 1);
  const statements: readonly Statement[] = [
    { text: `${one} is a knave.`, isTrue: (kinds) => !kinds[first] },
    { text: `${one} and ${other} are of the same kind.`, isTrue: (kinds) => kinds[first] === kinds[second] },
    {
      text: `If ${one} is a knight, so is ${other}.`,
      isTrue: (kinds) => !kinds[first] || kinds[second] === true,
    },
    {
      text: `The number of knights among us is ${number}.`,
      isTrue: (kinds) => countKnights(kinds) === number,
    },
  ];
  return statements[draw(statements.length)] ?? { text: '', isTrue: () => true };
}

const describeKnights = (kinds: Kinds): string =>
  islanders.filter((_, index) => kinds[index]).join(', ') || 'none of them';

const optionsCount = 4;

/** The answer among others, in any order. */
function drawOptions(answer: string, all: readonly string[], draw: Draw): readonly string[] {
  const wrong = all.filter((option) => option !== answer);
  const options: string[] = [];
  while (options.length < optionsCount - 1) options.push(...wrong.splice(draw(wrong.length), 1));
  options.splice(draw(optionsCount), 0, answer);
  return options;
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = `January February March April May June July August September October November December`.split(
  ' ',
);
const firstDayMs = Date.UTC(1600, 0, 1);
const daysCount = 292_194;

/** A day in the eight centuries from 1600, whose weekday the Gregorian calendar determines. */
function generateWeekday(draw: Draw): Omit<GeneratedQuestion, 'id'> {
  const date = new Date(firstDayMs + draw(daysCount) * 24 * 60 * 60 * 1000);
  const name = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return {
    question: `Which day of the week is ${name} in the Gregorian calendar?`,
    options: weekdays,
    answer: weekdays[date.getUTCDay()] ?? '',
  };
}
