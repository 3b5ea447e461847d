import { AwsV4Signer } from 'aws4fetch';
import type { Prompt } from '../prompts.ts';
import { trimUrl } from './anthropic.ts';
import type { GetCredentials } from './aws-credentials.ts';
import { buildClaudeThinking } from './effort.ts';
import { findSharedPrefix } from './prompt-cache.ts';
import { readBedrockEvent } from './readers/bedrock-reader.ts';
import type { ReplyRequest, StreamReply } from './reply-stream.ts';
import { streamWire, type WireDeps } from './wire.ts';

export interface BedrockOptions extends WireDeps {
  readonly region: string;
  readonly credentials: GetCredentials;
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** Amazon Bedrock's ConverseStream, signed with AWS Signature Version 4. */
export const streamBedrock = ({
  region,
  credentials,
  baseUrl,
  model,
  ...deps
}: BedrockOptions): StreamReply =>
  streamWire(
    {
      readEvent: readBedrockEvent,
      async buildPost(request, withExtras) {
        const endpoint = trimUrl(baseUrl ?? `https://bedrock-runtime.${region}.${domainOf(region)}`);
        const url = `${endpoint}/model/${encodeURIComponent(model)}/converse-stream`;
        const body = JSON.stringify({
          system: [{ text: request.prompt.system }],
          messages: toMessages(request.prompt, withExtras && hasPromptCache(model)),
          inferenceConfig: { maxTokens: request.outputTokensMax },
          ...buildModelFields(model, request, withExtras),
        });
        const signer = new AwsV4Signer({
          ...(await credentials(request.signal)),
          url,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          region,
          service: 'bedrock',
        });
        const { headers } = await signer.sign();
        return { url, headers: Object.fromEntries(headers), body };
      },
    },
    deps,
  );

const domainOf = (region: string): string =>
  region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';

/** Other models refuse a request with a cache point. */
const hasPromptCache = (model: string): boolean =>
  /anthropic\.claude-(?:[a-z]+-)?(?:3-7|[4-9])|amazon\.nova/.test(model);

function toMessages(prompt: Prompt, withCache: boolean): readonly object[] {
  const prefix = withCache ? findSharedPrefix(prompt) : null;
  return prompt.messages.map(({ role, content }, index) => {
    if (prefix === null || index > 0) return { role, content: [{ text: content }] };
    const rest = prefix.rest === '' ? [] : [{ text: prefix.rest }];
    return { role, content: [{ text: prefix.shared }, { cachePoint: { type: 'default' } }, ...rest] };
  });
}

/** Each family of models takes the effort in its own members. */
function buildModelFields(model: string, request: ReplyRequest, withSummaries: boolean): object {
  const fields = buildFields(model, request, withSummaries);
  return Object.keys(fields).length === 0 ? {} : { additionalModelRequestFields: fields };
}

function buildFields(model: string, request: ReplyRequest, withSummaries: boolean): object {
  const { effort } = request;
  if (model.includes('claude')) return buildClaudeThinking(model, request, withSummaries);
  if (effort === null) return {};
  if (model.includes('gpt-oss')) return { reasoning_effort: effort };
  if (model.includes('openai.')) return { reasoning: { effort } };
  return /nova-(?:[2-9])/.test(model)
    ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } }
    : {};
}
