import { isJsonObject } from '../shared/is-json-object.ts';
import { type McpSession, openMcpSession } from './mcp-session.ts';
import { findHits, readHitsOfText, type SearchHit } from './search-hits.ts';
import type { SendToServer } from './search-request.ts';
import { searchUnavailable } from './source-refused.ts';

/** Searches with a tool of an MCP server. */
export async function searchWithTool(
  { url, tool }: { readonly url: URL; readonly tool: string },
  query: string,
  send: SendToServer,
): Promise<readonly SearchHit[]> {
  const session = await openMcpSession(url, send);
  try {
    const argument = findQueryArgument(await findTool(session, tool));
    return readToolResult(
      await session.request('tools/call', { name: tool, arguments: { [argument]: query } }),
    );
  } finally {
    await session.close();
  }
}

const pagesMax = 10;
const namesShown = 10;

async function findTool(session: McpSession, name: string): Promise<unknown> {
  const names: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await session.request('tools/list', cursor === null ? {} : { cursor });
    const tools = Array.isArray(answer.tools) ? answer.tools : [];
    const found: unknown = tools.find((tool: unknown) => isJsonObject(tool) && tool.name === name);
    if (found !== undefined) return found;
    names.push(...tools.flatMap((tool: unknown) => (isJsonObject(tool) ? String(tool.name) : [])));
    if (typeof answer.nextCursor !== 'string') break;
    cursor = answer.nextCursor;
  }
  throw searchUnavailable(
    `the search server has no tool ${name}. Its operator can correct ROSTRUM_SEARCH_TOOL; it has ` +
      `${names.slice(0, namesShown).join(', ') || 'none'}.`,
  );
}

const queryArguments = ['query', 'q', 'search_query', 'search', 'text', 'input'];

/** The argument that takes the words to search for: one with a usual name, or else the first that is required. */
function findQueryArgument(tool: unknown): string {
  const schema = isJsonObject(tool) && isJsonObject(tool.inputSchema) ? tool.inputSchema : {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required: unknown = Array.isArray(schema.required) ? schema.required[0] : null;
  const usual = queryArguments.find((name) => Object.hasOwn(properties, name));
  return usual ?? (typeof required === 'string' ? required : 'query');
}

/** The hits of a tool's answer: from its structured content, else from JSON in a text, else from a text for people. */
export function readToolResult(result: Readonly<Record<string, unknown>>): readonly SearchHit[] {
  const blocks: readonly unknown[] = Array.isArray(result.content) ? result.content : [];
  const texts = blocks.flatMap((block) =>
    isJsonObject(block) && typeof block.text === 'string' ? block.text : [],
  );
  if (result.isError === true)
    throw searchUnavailable(
      `the search server failed: ${texts.join(' ').slice(0, 300) || 'without a reason'}`,
    );
  for (const value of [result.structuredContent, ...texts.map(parseJson), blocks]) {
    const hits = findHits(value);
    if (hits !== null) return hits;
  }
  return texts.flatMap(readHitsOfText);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
