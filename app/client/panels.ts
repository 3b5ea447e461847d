import type { PanelBody, PanelListResponse, PanelResponse } from '../debate/views/request-bodies.ts';
import { type CallOptions, type ClientOptions, createRequester, parseJsonResponse } from './http.ts';

/** Manages the panels that a tenant keeps under a name. A debate names one as its `panel`. */
export interface PanelsClient {
  list(options?: CallOptions): Promise<PanelListResponse>;
  get(name: string, options?: CallOptions): Promise<PanelResponse>;
  /** Creates the panel or replaces it. */
  save(name: string, settings: PanelBody, options?: CallOptions): Promise<PanelResponse>;
  delete(name: string, options?: CallOptions): Promise<void>;
}

/** Calls reject like those of createClient. */
export function createPanelsClient(server: ClientOptions): PanelsClient {
  const { request } = createRequester(server);
  const panelPath = (name: string) => `/panels/${encodeURIComponent(name)}`;
  return {
    list: async (options) => parseJsonResponse(await request('/panels', options)),
    get: async (name, options) => parseJsonResponse(await request(panelPath(name), options)),
    save: async (name, settings, options) =>
      parseJsonResponse(await request(panelPath(name), { ...options, method: 'PUT', body: settings })),
    delete: async (name, options) => {
      await request(panelPath(name), { ...options, method: 'DELETE' });
    },
  };
}
