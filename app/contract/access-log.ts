/** Message of the access log line; the metric filter for response times selects by it. */
export const accessLogMessage = 'request completed';
