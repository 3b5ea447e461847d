export const reasons: Readonly<Record<string, string>> = {};
