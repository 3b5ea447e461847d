/** True for a host that only this machine can reach, in the form of HOST or of a URL. */
export const isLoopback = (host: string): boolean => /^(?:127\.[\d.]+|\[?::1\]?|localhost)$/.test(host);
