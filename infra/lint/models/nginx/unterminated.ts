/** Directives that have no block, and whose names are no value of any other. */
const simple = new RegExp(
  [
    '^(?:proxy_(?!protocol$)\\w+|(?:client|fastcgi|uwsgi|grpc|ssl|limit|worker)_\\w+|(?:keepalive|gzip|resolver)\\w*',
    'server_names?(?:_\\w+)?|access_log|error_log|error_page|add_header|send_timeout|sendfile|tcp_nodelay|tcp_nopush',
    'listen|include|try_files|rewrite|return)$',
  ].join('|'),
);

/** `limit_except` is the one of these families that has a block. */
const hasNoBlock = (name: string): boolean => simple.test(name) && name !== 'limit_except';

/** Whether what begins a line can only be a directive of its own, so that the one before it lacks its semicolon. */
export const beginsAnother = (word: string): boolean =>
  simple.test(word) || word === 'location' || word === 'upstream';

/** Whether a block that follows a directive can only be that of the next one. */
export const cannotHaveBlock = (name: string): boolean => hasNoBlock(name) && !name.endsWith('_by_lua_block');
