/** The URL of a resource below a base URL, whose query is kept: Azure takes its version as one. */
export function joinServerUrl(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  return url.href;
}
