/**
 * The text of a reply for people: all of it but the block for the engine at its end and what a model shows of its
 * thinking. Code samples are kept. A streaming text may end in the middle of a block, a fence or a tag.
 */
export function extractProse(text: string): string {
  const spoken = withoutThinking(text);
  const block = lastBlockStart(spoken);
  if (block === null) return withoutPartialFence(spoken).trimEnd();
  const prose = spoken.slice(0, block).trimEnd();
  // A reply that was repaired has two blocks.
  const earlier = lastBlockStart(prose);
  const isRepaired = earlier !== null && blockMember.test(prose.slice(earlier));
  return isRepaired ? prose.slice(0, earlier).trimEnd() : prose;
}

const fenceMarks = '```';

const blockFence = /^[ \t]*`{3,}[ \t]*json[ \t]*$/gim;

/** A block without a fence, or in one without a language, is known by its first member. */
const bareBlock =
  /^[ \t]*(?:[`~]{3,}[ \t]*\w*[ \t]*\r?\n\s*)?\{\s*["'“]?(?:claim|stances|consensus)["'”]?\s*:/gim;

/** The first member of a block of the engine, which tells it from a code sample. */
const blockMember = /["'“]?(?:claim|stances|consensus)["'”]?\s*:/;

/** Where the block at the end of a text starts, or null when the text does not end in one. */
function lastBlockStart(text: string): number | null {
  const bare = [...text.matchAll(bareBlock)].at(-1)?.index;
  const fenced = fencedBlockStart(text);
  return bare === undefined || (fenced !== null && fenced < bare && isInBlock(text, fenced, bare))
    ? fenced
    : bare;
}

/** True when only the fence and white space stand between the two. */
const isInBlock = (text: string, fenced: number, bare: number): boolean =>
  text.slice(fenced, bare).replace(blockFence, '').trim() === '';

function fencedBlockStart(text: string): number | null {
  const start = [...text.matchAll(blockFence)].at(-1)?.index;
  if (start === undefined) return null;
  const bodyStart = text.indexOf('\n', start);
  if (bodyStart < 0) return start;
  const body = text.slice(bodyStart);
  const close = body.lastIndexOf(fenceMarks);
  const after = close < 0 ? '' : body.slice(close).replace(/^`+/, '');
  return after.trim() === '' ? start : null;
}

/** Removes the start of a fence that has not fully arrived, but not the end of a code sample. */
function withoutPartialFence(text: string): string {
  const match = /(?:^|\n)[ \t]*`{1,3}[ \t]*(?:j(?:s(?:o)?)?)?$/i.exec(text);
  if (!match) return text;
  const before = text.slice(0, match.index);
  const isInSample = before.split(/^[ \t]*`{3,}/m).length % 2 === 0;
  return isInSample ? text : before;
}

const thinking = /<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi;
const partialTag = /^\s*<[a-z]{0,9}$/i;

/** Removes what a model shows of its thinking at the start of a reply, ended or not. */
export function withoutThinking(text: string): string {
  if (!/^\s*</.test(text)) return text;
  return partialTag.test(text) ? '' : text.replace(thinking, '').trimStart();
}
