import { type ApiKeyOptions, trimUrl } from './anthropic.ts';
import { thinkingBudgetTokens } from './effort.ts';
import { readGoogleChunk } from './readers/google-reader.ts';
import type { ReplyRequest, StreamReply } from './reply-stream.ts';
import { streamWire } from './wire.ts';

/** Google's Gemini API. */
export const streamGoogle = ({ apiKey, baseUrl, model, ...deps }: ApiKeyOptions): StreamReply =>
  streamWire(
    {
      readEvent: readGoogleChunk,
      buildPost: (request, withExtras) => ({
        url: `${trimUrl(baseUrl ?? 'https://generativelanguage.googleapis.com/v1beta')}/${
          model.includes('/') ? model : `models/${model}`
        }:streamGenerateContent?alt=sse`,
        headers: { 'x-goog-api-key': apiKey },
        body: JSON.stringify({
          systemInstruction: { parts: [{ text: request.prompt.system }] },
          contents: request.prompt.messages.map(({ role, content }) => ({
            role: role === 'assistant' ? 'model' : 'user',
            parts: [{ text: content }],
          })),
          generationConfig: {
            maxOutputTokens: request.outputTokensMax,
            ...buildThinking(model, request, withExtras),
          },
        }),
      }),
    },
    deps,
  );

/** Flash models of version 2.5 have this limit. */
const thinkingBudgetMax = 24_576;

function buildThinking(model: string, request: ReplyRequest, withSummaries: boolean): object {
  const version = Number(/gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? 0);
  const summaries = withSummaries && version >= 2.5 ? { includeThoughts: true } : {};
  const thinkingConfig = { ...summaries, ...buildLevel(model, version, request) };
  return Object.keys(thinkingConfig).length === 0 ? {} : { thinkingConfig };
}

/** Version 3 takes a level, of which its first Pro knows no medium; version 2.5 takes a number of tokens. */
function buildLevel(model: string, version: number, { effort, outputTokensMax }: ReplyRequest): object {
  if (effort === null || version < 2.5) return {};
  if (version >= 3)
    return model.includes('gemini-3-pro') && effort === 'medium' ? {} : { thinkingLevel: effort };
  const budget = thinkingBudgetTokens(effort, outputTokensMax);
  return budget === null ? {} : { thinkingBudget: Math.min(budget, thinkingBudgetMax) };
}
