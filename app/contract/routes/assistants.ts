import type { Route } from '../route.ts';

/**
 * Doors for assistants and their libraries. They are streams, because an answer may take as long as a debate: none of
 * their answers is buffered, and none has a deadline.
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
} as const satisfies Readonly<Record<string, Route>>;
