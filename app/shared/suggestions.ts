/** The known words most similar to an unknown one, by edit distance or common prefix; closest first. */
export function nearestWords(word: string, known: readonly string[]): string[] {
  const near = known
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }))
    .filter(({ candidate, edits }) => edits <= editsMax(word) || isPrefix(word, candidate))
    .sort((a, b) => a.edits - b.edits);
  return near.slice(0, suggestionsMax).map(({ candidate }) => candidate);
}

/** `; did you mean --json?`, or '' if no known word is similar. `prefix` is put before each suggestion. */
export function didYouMean(word: string, known: readonly string[], prefix = ''): string {
  const found = nearestWords(word, known).map((candidate) => `${prefix}${candidate}`);
  return found.length === 0 ? '' : `; did you mean ${found.join(' or ')}?`;
}

/** `chek is not a command; did you mean check? There are check, explain`. */
export function unknownWordError(word: string, what: string, known: readonly string[]): string {
  const suggestion = didYouMean(word, known);
  return `${word} is not ${what}${suggestion === '' ? '; there' : `${suggestion} There`} are ${known.join(', ')}`;
}

const suggestionsMax = 3;

/** One letter in three may be wrong. */
const editsMax = (word: string): number => Math.max(1, Math.floor(word.length / 3));

const isPrefix = (word: string, candidate: string): boolean => word.length > 2 && candidate.startsWith(word);

/** Number of letters to insert, delete, replace or swap to turn one word into the other. */
export function editDistance(a: string, b: string): number {
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
