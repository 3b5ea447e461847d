/**
 * The text of a reply for people: all of it but the block for the engine and what a model shows of its thinking. Code
 * samples are kept. A streaming text may end in the middle of a block, a fence or a tag.
 */
export function extractProse(text: string): string {
  const spoken = withoutPartialFence(withoutThinking(text));
  const block = findLastBlock(spoken);
  if (!block || !(block.isAtEnd || block.isForEngine)) return spoken.trimEnd();
  const prose = removeBlock(spoken, block);
  // A reply that was repaired has two blocks.
  const earlier = block.isAtEnd ? findLastBlock(prose) : null;
  return earlier?.isAtEnd && earlier.isForEngine ? removeBlock(prose, earlier) : prose;
}

interface Block {
  readonly start: number;
  readonly end: number;
  /** True when nothing follows it. */
  readonly isAtEnd: boolean;
  /** Tells the block of a turn from a code sample. */
  readonly isForEngine: boolean;
}

const blockStart = /^[ \t]*`{3,}[ \t]*json[ \t]*$/gim;

/** A block without a fence, or in one without a language, is known by its first member. */
const bareBlock =
  /^[ \t]*(?:[`~]{3,}[ \t]*\w*[ \t]*\r?\n\s*)?\{\s*["'“]?(?:claim|stances|consensus)["'”]?\s*:/gim;

/** A closing fence stands in its own line or after the JSON; a string of the JSON may contain the same marks. */
const blockEnd = /(?:^|[}\]])[ \t]*[`~]{3,}/gm;

/** The first member of a block for the engine. */
const blockMember = /["'“]?(?:claim|stances|consensus)["'”]?\s*:/;

function findLastBlock(text: string): Block | null {
  const fenced = [...text.matchAll(blockStart)].at(-1)?.index;
  const bare = [...text.matchAll(bareBlock)].at(-1)?.index;
  const isInFence =
    bare !== undefined &&
    fenced !== undefined &&
    text.slice(fenced, bare).replace(blockStart, '').trim() === '';
  const start = isInFence ? fenced : (bare ?? fenced);
  if (start === undefined) return null;
  const lineEnd = text.indexOf('\n', start);
  const bodyStart = lineEnd < 0 ? text.length : lineEnd + 1;
  const body = text.slice(bodyStart);
  const close = [...body.matchAll(blockEnd)].at(-1);
  const end = close ? bodyStart + close.index + close[0].length : text.length;
  return {
    start,
    end,
    isAtEnd: text.slice(end).trim() === '',
    isForEngine: blockMember.test(text.slice(start, end)),
  };
}

const removeBlock = (text: string, { start, end }: Block): string =>
  `${text.slice(0, start).trimEnd()}\n\n${text.slice(end).trimStart()}`.trim();

/** Removes the start of a fence that has not fully arrived, but not the end of a code sample. */
function withoutPartialFence(text: string): string {
  const match = /(?:^|\n)[ \t]*`{1,3}[ \t]*(?:j(?:s(?:o)?)?)?$/i.exec(text);
  if (!match) return text;
  const before = text.slice(0, match.index);
  const isInSample = before.split(/^[ \t]*`{3,}/m).length % 2 === 0;
  return isInSample ? text : before;
}

const leadingThinking = /^\s*(?:<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)\s*)+/i;
const partialTag = /^\s*<[a-z]{0,9}$/i;

/** Removes what a model shows of its thinking at the start of a reply, ended or not. */
export const withoutThinking = (text: string): string =>
  partialTag.test(text) ? '' : text.replace(leadingThinking, '');
