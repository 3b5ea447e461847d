/** read: look at debates; run: start, steer and delete them; admin: manage keys. No scope includes another. */
export const keyScopes = ['read', 'run', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];
