const stopWords = new Set(
  `a about above after again all also am an and any are as at be because been before being below between
  both but by can could did do does doing down during each few for from further had has have having he her
  here hers him his how i if in into is it its itself just me more most my no nor not now of off on once
  only or other our ours out over own per same she should so some such than that the their theirs them
  then there these they this those through to too under until up us very was we were what when where which
  while who whom why will with would you your yours`.split(/\s+/),
);

/** The distinct words of a text without stop words, in lower case and stemmed for English. */
export const extractTerms = (text: string): string[] => [...new Set(extractWords(text).map(stem))];

const extractWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}+#-]*/gu) ?? []).filter((word) => !stopWords.has(word));

/** Simple on purpose: it only has to map "deploys", "deployed" and "deploying" to one stem. */
function stem(word: string): string {
  if (word.length < 5) return word;
  const stemmed = word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ingly|edly|ing|ed|es|s)$/, '');
  return stemmed.length >= 3 ? stemmed : word;
}
