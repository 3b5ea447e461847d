import type { z } from '@hono/zod-openapi';
import type { DebateLimits } from '../../contract/types/limits.ts';
import { presetDescriptions } from '../../debate/core/preset-data.ts';
import { presetNames, presets } from '../../debate/core/presets.ts';
import type { CreationBody } from '../../debate/views/request-bodies.ts';
import type { Store } from '../../store/store.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { ChatMessage, ChatRequest, modelListSchema } from './schemas.ts';

const modelPrefix = 'rostrum/';

const panelPrefix = `${modelPrefix}panel/`;

/** The presets that need nothing but a question. */
const chatPresets = presetNames.filter((name) => !presets[name].needsChecklist);

/** `rostrum/standard`, one for each of them. */
const modelNames: readonly string[] = chatPresets.map((name) => `${modelPrefix}${name}`);

/** The models of a tenant: the presets, then its panels, unless their preset needs more than a question. */
export const listChatModels = (
  panels: Awaited<ReturnType<Store['panels']>>,
): z.infer<typeof modelListSchema>['data'] => [
  ...chatPresets.map((name) => toModel(`${modelPrefix}${name}`, 0, presetDescriptions[name])),
  ...panels.flatMap(({ name, settings, updatedAt }) =>
    'preset' in settings &&
    presetNames.some((preset) => preset === settings.preset && presets[preset].needsChecklist)
      ? []
      : [toModel(`${panelPrefix}${name}`, Math.floor(Date.parse(updatedAt) / 1000), `The panel ${name}`)],
  ),
];

const toModel = (id: string, created: number, description: string) => ({
  id,
  object: 'model' as const,
  created,
  owned_by: 'rostrum' as const,
  description,
});

/** The last message of the user is the question. The other messages are evidence: text to quote, not instructions. */
export function toDebateBody(
  { model, messages }: ChatRequest,
  { questionCharsMax }: DebateLimits,
): CreationBody {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const asked = messages[last];
  if (!asked)
    return throwProblem('validation-failed', 'messages: needs one whose role is user, the question.');
  const question = textOf(asked).trim();
  if (question.length > questionCharsMax)
    throwProblem(
      'validation-failed',
      `messages[${last}]: the question has ${question.length} characters, of at most ${questionCharsMax}. ` +
        'Put documents into a message before it.',
    );
  const context = messages.filter((_, index) => index !== last).map(toParagraph);
  const evidence = { name: 'Conversation.md', mediaType: 'text/markdown', text: context.join('\n\n') };
  return {
    question,
    ...readModel(model),
    ...(evidence.text.trim() !== '' && { evidence: [evidence] }),
  };
}

const toParagraph = (message: ChatMessage): string => `**${message.role}:** ${textOf(message)}`;

const textOf = ({ content }: ChatMessage): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('\n\n');

/** A preset, or with `rostrum/panel/NAME` a panel that the server keeps. */
function readModel(model: string): Pick<CreationBody, 'preset' | 'panel'> {
  const preset = chatPresets.find((name) => `${modelPrefix}${name}` === model);
  if (preset) return { preset };
  if (model.startsWith(panelPrefix)) return { panel: model.slice(panelPrefix.length) };
  const name = JSON.stringify(model.slice(0, 100));
  return throwProblem(
    'not-found',
    `There is no model ${name}. The models are ${modelNames.join(', ')}, and ${panelPrefix}NAME for each panel.`,
  );
}
