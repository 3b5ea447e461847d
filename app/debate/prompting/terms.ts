import { stopWords } from './stop-words.ts';

/** Scripts that put no spaces between words. */
const unspaced = String.raw`[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmr}\p{scx=Laoo}\p{scx=Mymr}]`;
const unspacedRun = String.raw`[${unspaced}\p{M}]{1,1000}`;
const word = String.raw`[[\p{L}\p{N}]--${unspaced}][[\p{L}\p{N}\p{M}+#\-]--${unspaced}]*`;
const words = new RegExp(`${word}|${unspacedRun}`, 'gv');
const startsUnspaced = new RegExp(`^${unspaced}`, 'v');
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The distinct words of a text without stop words, in lower case and stemmed for English. */
export const extractTerms = (text: string): string[] => [...new Set(extractWords(text).map(stem))];

const extractWords = (text: string): string[] =>
  (text.toLowerCase().match(words) ?? [])
    .flatMap((run) => (startsUnspaced.test(run) ? segmentWords(run) : [run]))
    .filter((word) => !stopWords.has(word));

/** The words of a run of text without spaces, found by dictionary. Runs of one or two kana are mostly particles. */
const segmentWords = (run: string): string[] =>
  [...segmenter.segment(run)]
    .filter(({ segment, isWordLike }) => isWordLike && !/^\p{Script=Hiragana}{1,2}$/u.test(segment))
    .map(({ segment }) => segment);

/** Simple on purpose: it only has to map "deploys", "deployed" and "deploying" to one stem. */
function stem(word: string): string {
  if (word.length < 5) return word;
  const stemmed = word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ingly|edly|ing|ed|es|s)$/, '');
  return stemmed.length >= 3 ? stemmed : word;
}
