/** Directives without a block, whose names are never arguments of another directive. */
const simpleDirective = new RegExp(
  [
    '^(?:proxy_(?!protocol$)\\w+|(?:client|fastcgi|uwsgi|grpc|ssl|limit|worker)_\\w+|(?:keepalive|gzip|resolver)\\w*',
    'server_names?(?:_\\w+)?|access_log|error_log|error_page|add_header|send_timeout|sendfile|tcp_nodelay|tcp_nopush',
    'listen|include|try_files|rewrite|return)$',
  ].join('|'),
);

/** Of these families, only `limit_except` has a block. */
const hasNoBlock = (name: string): boolean => simpleDirective.test(name) && name !== 'limit_except';

/** Whether the first word of a line can only start a directive, so that the one before lacks its semicolon. */
export const startsDirective = (word: string): boolean =>
  simpleDirective.test(word) || word === 'location' || word === 'upstream';

/** Whether a block after this directive must belong to the next one, so that this one lacks its semicolon. */
export const cannotHaveBlock = (name: string): boolean => hasNoBlock(name) && !name.endsWith('_by_lua_block');
