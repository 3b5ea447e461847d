/** Matches whole paths: `**` crosses folders, `*` and `?` do not. */
export function globToRegExp(pattern: string): RegExp {
  const bounded = pattern.slice(0, 300).replace(/\*{3,}/g, '**');
  const source = bounded.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^(?:\\./)?${source}$`);
}
