/** Families of models by a part of their names, the more specific ones first. */
const families: readonly (readonly [RegExp, string])[] = [
  [/claude/, 'claude'],
  [/gpt|chatgpt|codex|davinci|^o[1-9]\b/, 'gpt'],
  [/gemini/, 'gemini'],
  [/gemma/, 'gemma'],
  // Before llama and qwen: distilled models have both names.
  [/deepseek/, 'deepseek'],
  [/nemotron/, 'nemotron'],
  [/hermes/, 'hermes'],
  [/llama/, 'llama'],
  [/qwen|qwq/, 'qwen'],
  [/mistral|mixtral|codestral|devstral|magistral|ministral|pixtral/, 'mistral'],
  [/grok/, 'grok'],
  [/kimi|moonshot/, 'kimi'],
  [/\bglm|chatglm/, 'glm'],
  [/minimax/, 'minimax'],
  [/\bphi\d?\b/, 'phi'],
  [/command|\baya\b|cohere/, 'command'],
  [/\bnova\b/, 'nova'],
  [/granite/, 'granite'],
  [/jamba/, 'jamba'],
  [/sonar/, 'sonar'],
  [/ernie/, 'ernie'],
  [/olmo/, 'olmo'],
];

/**
 * The family of a model, derived from its name, such as `claude` for `anthropic/claude-sonnet-5`; null: not known.
 */
export function modelFamily(name: string): string | null {
  const plain = name.toLowerCase();
  // The last part of a path is the model; the parts before it are vendors and hosts.
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  const find = (text: string) => families.find(([pattern]) => pattern.test(text))?.[1];
  return find(last) ?? find(plain) ?? null;
}
