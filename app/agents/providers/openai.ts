import { type ApiKeyOptions, trimUrl } from './anthropic.ts';
import { readResponsesEvent } from './readers/openai-reader.ts';
import type { ReplyRequest, StreamReply } from './reply-stream.ts';
import { streamWire } from './wire.ts';

/** OpenAI's Responses API. */
export const streamOpenai = ({ apiKey, baseUrl, model, ...deps }: ApiKeyOptions): StreamReply =>
  streamWire(
    {
      readEvent: readResponsesEvent,
      buildPost: (request, withExtras) => ({
        url: `${trimUrl(baseUrl ?? 'https://api.openai.com/v1')}/responses`,
        headers: { authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({
          model,
          input: [
            { role: isReasoningModel(model) ? 'developer' : 'system', content: request.prompt.system },
            ...request.prompt.messages,
          ],
          max_output_tokens: request.outputTokensMax,
          ...buildReasoning(model, request, withExtras),
          stream: true,
        }),
      }),
    },
    deps,
  );

const isReasoningModel = (model: string): boolean =>
  /^(?:ft:)?(?:o\d|gpt-(?:[5-9]|\d\d)(?!.*-chat)|codex)/.test(model);

function buildReasoning(model: string, { effort }: ReplyRequest, withSummaries: boolean): object {
  const summary = withSummaries && isReasoningModel(model) ? { summary: 'auto' } : {};
  const reasoning = { ...summary, ...(effort !== null && { effort }) };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}
