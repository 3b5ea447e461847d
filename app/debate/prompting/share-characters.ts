/** Gives every text an equal share; the part that a short one leaves is divided among the longer ones. */
export function shareCharacters(lengths: readonly number[], charsMax: number): readonly number[] {
  const shares = lengths.map(() => 0);
  let remaining = charsMax;
  const byLength = [...lengths.entries()].sort(([, a], [, b]) => a - b);
  for (const [position, [index, length]] of byLength.entries()) {
    const share = Math.min(length, Math.floor(remaining / (byLength.length - position)));
    shares[index] = share;
    remaining -= share;
  }
  return shares;
}
