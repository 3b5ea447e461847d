/** What somebody meant who wrote a word that is not known: the nearest that are, by letters or by their beginning. */
export function nearestWords(word: string, known: readonly string[]): string[] {
  const near = known
    .map((candidate) => ({ candidate, far: distance(word, candidate) }))
    .filter(({ candidate, far }) => far <= distanceMax(word) || isPart(word, candidate))
    .sort((a, b) => a.far - b.far);
  return near.slice(0, shownMax).map(({ candidate }) => candidate);
}

/** `; did you mean --json?`, or nothing where nothing is near. */
export function didYouMean(word: string, known: readonly string[], before = ''): string {
  const found = nearestWords(word, known).map((candidate) => `${before}${candidate}`);
  return found.length === 0 ? '' : `; did you mean ${found.join(' or ')}?`;
}

/** `chek is not a command; did you mean check? There are check, explain`. */
export function unknownWordError(word: string, what: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return `${word} is not ${what}${meant === '' ? '; there' : `${meant} There`} are ${known.join(', ')}`;
}

const shownMax = 3;

/** One letter in three may be wrong. */
const distanceMax = (word: string): number => Math.max(1, Math.floor(word.length / 3));

const isPart = (word: string, candidate: string): boolean => word.length > 2 && candidate.startsWith(word);

/** Letters to add, drop, replace or swap to make one word of the other. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          (above[column - 1] ?? 0) + (isSame ? 0 : 1),
          (above[column] ?? 0) + 1,
          (line[column - 1] ?? 0) + 1,
          isSwapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}
