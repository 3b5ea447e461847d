/** The shells whose treatment of the last command differs. */
export type Shell = 'dash' | 'ash' | 'bash';

const anyOf = (...names: readonly string[]): string => `(?:${names.join('|')})`;

const ashImages = new RegExp(
  `(?:^|[/:@-])${anyOf('alpine', 'wolfi', 'busybox')}|^cgr\\.dev/|` +
    '^(?:docker\\.n8n\\.io/)?n8nio/|^(?:flowiseai|plausible)/',
);
const bashRepositories = anyOf(
  ...['centos', 'rockylinux', 'almalinux', 'fedora', 'amazonlinux', 'oraclelinux', 'archlinux', 'opensuse'],
  ...['ubi\\d*(?:-\\w+)*', 'rhel\\d*', 'minio', 'mysql', 'mysql-server'],
);
const bashTags = anyOf('ubi\\d*', 'centos\\w*', 'fedora\\w*', 'al\\d{1,4}', 'amazonlinux\\w*', 'oracle\\w*');
const bashImages = new RegExp(`(?:^|/)${bashRepositories}(?:[:@/]|$)|[-:]${bashTags}\\b`);
const debianReleases = anyOf(
  ...[
    'debian',
    'ubuntu',
    'slim',
    'buster',
    'bullseye',
    'bookworm',
    'trixie',
    'forky',
    'focal',
    'jammy',
    'noble',
  ],
);
/** Docker's official images that are made of Debian or Ubuntu unless their tag says something else. */
const debianImages = anyOf(
  ...[
    'node',
    'python',
    'ruby',
    'golang',
    'rust',
    'php',
    'perl',
    'elixir',
    'erlang',
    'nginx',
    'httpd',
    'postgres',
  ],
  ...['mariadb', 'mongo', 'redis', 'valkey', 'rabbitmq', 'memcached', 'tomcat', 'openjdk', 'eclipse-temurin'],
  ...['gradle', 'maven', 'haproxy', 'wordpress', 'ghost', 'nextcloud', 'buildpack-deps'],
);
const dashImages = new RegExp(
  `(?:^|[/:@-])${debianReleases}(?:[:@./_-]|$)|^(?:docker\\.io/)?(?:library/)?${debianImages}(?:[:@]|$)`,
);

/** The shell that a word of a command starts in an image; null when the image is not known. */
export function shellOf(word: string, image: string | null): Shell | null {
  const name = word.replace(/^.*\//, '');
  if (name === 'bash') return 'bash';
  if (name === 'ash' || name === 'dash') return name;
  if (image === null) return null;
  if (ashImages.test(image)) return 'ash';
  if (bashImages.test(image)) return 'bash';
  return dashImages.test(image) ? 'dash' : null;
}

/** What a script of a shell does at its end. */
export interface ScriptEnd {
  /** Whether the last command replaces the shell, or the shell handles signals itself. */
  readonly isHandled: boolean;
  /** Whether the script ends with the shell, so that it is a job. */
  readonly isJob: boolean;
  /** Whether its last command is one program in the foreground, which some shells become. */
  readonly isSimple: boolean;
  /** Whether it is a loop, a condition or a group. */
  readonly isCompound: boolean;
  readonly endsWithNewline: boolean;
  /** The first word of its last command. */
  readonly program: string;
}

const replaces = /(?:^|[;&|\n({]|\b(?:then|else|do)\s)\s*(?:\w+=\S*\s+)*exec\s+(?!\d*[<>])/;
const traps = /(?:^|[;&|\n({]|\b(?:then|else|do)\s)\s*trap\s/;
const compound = /^(?:if|while|until|for|case|select|done|fi|esac|\{|\(|\}|\))/;

export function readScriptEnd(script: string): ScriptEnd {
  const bare = blankQuotes(script);
  const trimmed = bare.trim().replace(/;+$/, '').trimEnd();
  const operators = [...trimmed.matchAll(/&&|\|\||[;|&\n](?!>)/g)].filter(
    ({ index, 0: text }) => !(text === '&' && /[<>]/.test(trimmed[index - 1] ?? '')),
  );
  const last = operators.at(-1);
  const lastText = last === undefined ? trimmed : trimmed.slice(last.index + last[0].length);
  const [program = ''] = lastText
    .trim()
    .replace(/^(?:\w+=\S*\s+)+/, '')
    .split(/\s+/);
  const isPiped = last?.[0] === '|';
  const isCompound = compound.test(lastText.trim());
  return {
    isHandled: replaces.test(bare) || traps.test(bare),
    isJob: /^(?:exit|true|:|echo)$/.test(program),
    isSimple: !isPiped && !trimmed.endsWith('&') && !isCompound && program !== 'wait',
    isCompound,
    endsWithNewline: script.endsWith('\n'),
    program,
  };
}

/** The script with quoted text and escaped characters replaced, so that only its structure remains. */
const blankQuotes = (script: string): string =>
  script.replace(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\\n|\\[\s\S]|(?:^|(?<=\s))#[^\n]*/g, (text) =>
    text.replace(/[^\n]/g, '_').replace(/\n/g, ' '),
  );
