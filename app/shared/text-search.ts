/** A pattern this short cannot make the search of the engine slow. */
const engineCharsMax = 32;

/**
 * Whether a text contains a pattern, in time linear in both (Knuth, Morris and Pratt). `String.includes` starts a long
 * pattern again at each place where it almost matches: 2.7 s for a quote of 2,000 letters in 2 MB of one letter, where
 * this takes 15 ms.
 */
export function containsText(text: string, pattern: string): boolean {
  if (pattern.length <= engineCharsMax) return text.includes(pattern);
  const borders = borderLengths(pattern);
  let matched = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    while (matched > 0 && pattern.charCodeAt(matched) !== char) matched = borders[matched - 1] ?? 0;
    if (pattern.charCodeAt(matched) === char) matched += 1;
    if (matched === pattern.length) return true;
  }
  return false;
}

/** For each start of the pattern, the length of its longest proper start that is also its end. */
function borderLengths(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length);
  let length = 0;
  for (let index = 1; index < pattern.length; index += 1) {
    const char = pattern.charCodeAt(index);
    while (length > 0 && pattern.charCodeAt(length) !== char) length = borders[length - 1] ?? 0;
    if (pattern.charCodeAt(length) === char) length += 1;
    borders[index] = length;
  }
  return borders;
}
