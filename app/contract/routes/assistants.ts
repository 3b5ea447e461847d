import type { Route } from '../route.ts';

/**
 * Endpoints for assistants and their libraries. They are streams, because an answer may take as long as a debate: none
 * of their answers is buffered, and none has a deadline.
 */
export const assistantRoutes = {
  mcp: {
    method: 'post',
    path: '/mcp',
    class: 'stream',
    auth: 'read',
    webOnly: 'long-poll',
    description: 'Model Context Protocol over streamable HTTP',
  },
  listChatModels: {
    method: 'get',
    path: '/v1/models',
    class: 'stream',
    auth: 'read',
    description: "The presets and panels as a list of OpenAI's models",
  },
  createChatCompletion: {
    method: 'post',
    path: '/v1/chat/completions',
    class: 'stream',
    auth: 'run',
    description: "A debate as one of OpenAI's chat completions",
  },
} as const satisfies Readonly<Record<string, Route>>;
