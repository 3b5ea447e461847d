import type { CommandTable } from '../shared/command-line/commands.ts';
import type { CliCommand } from './command.ts';

type Commands = CommandTable<CliCommand>;

export const shells = ['bash', 'zsh', 'fish'] as const;
type CompletedShell = (typeof shells)[number];

/** A script for a shell that completes commands, options and the ids of debates. */
export function completionScript(shell: CompletedShell, commands: Commands): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      return zshScript(commands);
    case 'fish':
      return fishScript(commands);
  }
}

/** In a pipe the list has the id in its first column. */
const listIds = 'rostrum list --limit 20 2>/dev/null | cut -f1';

const optionNames = ({ options }: CliCommand): string =>
  Object.keys(options)
    .map((name) => `--${name}`)
    .join(' ');

const takesId = ({ usage }: CliCommand): boolean => usage.startsWith('ID');

/** The usage of a command with subcommands names them: `list|show`. */
const subcommandsOf = ({ usage }: CliCommand): readonly string[] =>
  usage.includes('|') ? usage.split('|') : [];

function bashScript(commands: Commands): string {
  const cases = Object.entries(commands).map(
    ([name, command]) =>
      `    ${name}) options='${optionNames(command)}'; ids=${takesId(command) ? 1 : ''}; ` +
      `subcommands='${subcommandsOf(command).join(' ')}' ;;`,
  );
  return `# eval "$(rostrum completion bash)"
_rostrum() {
  local word=\${COMP_WORDS[COMP_CWORD]} options= ids= subcommands=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${Object.keys(commands).join(' ')}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *)
      if [ -n "$ids" ]; then COMPREPLY=($(compgen -W "$(${listIds})" -- "$word")); fi
      if [ "$COMP_CWORD" -eq 2 ] && [ -n "$subcommands" ]; then
        COMPREPLY=($(compgen -W "$subcommands" -- "$word"))
      fi ;;
  esac
}
complete -o default -F _rostrum rostrum
`;
}

function zshScript(commands: Commands): string {
  const names = Object.entries(commands).map(([name, { summary }]) => `    ${quote(`${name}:${summary}`)}`);
  const cases = Object.entries(commands).map(([name, command]) => {
    const subcommands = subcommandsOf(command).join(' ');
    return (
      `    ${name}) compadd -- ${optionNames(command)}${takesId(command) ? '; compadd -- $ids' : ''}` +
      `${subcommands ? `; if (( CURRENT == 3 )); then compadd -- ${subcommands}; fi` : ''} ;;`
    );
  });
  return `#compdef rostrum
# eval "$(rostrum completion zsh)"
_rostrum() {
  local -a commands ids
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  ids=(\${(f)"$(${listIds})"})
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _rostrum rostrum
`;
}

function fishScript(commands: Commands): string {
  const lines = Object.entries(commands).flatMap(([name, command]) => [
    `complete -c rostrum -n __fish_use_subcommand -a ${name} -d ${quote(command.summary)}`,
    ...Object.entries(command.options).map(
      ([option, { type, description }]) =>
        `complete -c rostrum -n '__fish_seen_subcommand_from ${name}' -l ${option}` +
        `${type === 'string' ? ' -r' : ''} -d ${quote(description)}`,
    ),
    ...(takesId(command)
      ? [`complete -c rostrum -f -n '__fish_seen_subcommand_from ${name}' -a '(${listIds})'`]
      : []),
    ...fishSubcommands(name, subcommandsOf(command)),
  ]);
  return `# rostrum completion fish | source\n${lines.join('\n')}\n`;
}

/** None of them is offered after another one. */
function fishSubcommands(name: string, subcommands: readonly string[]): readonly string[] {
  if (subcommands.length === 0) return [];
  const names = subcommands.join(' ');
  const isNext = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${names}`;
  return [`complete -c rostrum -f -n '${isNext}' -a '${names}'`];
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
