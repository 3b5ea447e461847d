const firstLevel = 3;
const lastLevel = 6;

/**
 * The levels of the headings of a text below the page's `h2`, in order. Models begin with any depth and leave some
 * out, but assistive technology expects each level to be at most one below that before.
 */
export function headingLevels(depths: readonly number[]): readonly number[] {
  const open: number[] = [];
  return depths.map((depth) => {
    while ((open.at(-1) ?? 0) >= depth) open.pop();
    open.push(depth);
    return Math.min(firstLevel + open.length - 1, lastLevel);
  });
}
