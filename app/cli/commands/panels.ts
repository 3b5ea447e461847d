import { readFile } from 'node:fs/promises';
import { createPanelsClient, type PanelsClient } from '../../client/panels.ts';
import type { PanelResponse } from '../../debate/views/request-bodies.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, rejectPositionals, requireSingle } from '../../shared/command-line/parse.ts';
import { alignColumns } from '../../shared/command-line/text-layout.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { debateOptions } from '../debate-options.ts';
import { buildDebateRequest, optionForMember } from '../debate-request.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { decodeUtf8, readFailure } from '../file-errors.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { findSubcommand } from '../subcommand.ts';
import { withUsageErrors } from '../usage-errors.ts';

const {
  evidence: _evidence,
  search: _search,
  option: _option,
  check: _check,
  number: _number,
  tolerance: _tolerance,
  panel: _panel,
  webhook: _webhook,
  ...seatOptions
} = debateOptions;

const options = {
  file: {
    type: 'string',
    placeholder: 'FILE',
    description: 'save: the panel as JSON, as show prints it, in place of the options below',
  },
  ...seatOptions,
  json: { type: 'boolean', description: 'Print JSON' },
  ...commonOptions,
} as const satisfies CommandOptions;

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

interface Invocation {
  readonly client: PanelsClient;
  readonly args: readonly string[];
  readonly values: Values;
  readonly terminal: Terminal;
}

const subcommands: Readonly<Record<string, (call: Invocation) => Promise<ExitCode>>> = {
  list: listPanels,
  show: showPanel,
  save: savePanel,
  delete: deletePanel,
};

export const panelsCommand: CliCommand = {
  usage: Object.keys(subcommands).join('|'),
  summary: 'Keep panels on the server: list, show NAME, save NAME, delete NAME; ask --panel NAME uses one',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const [name, ...rest] = positionals;
    const run = findSubcommand('panels', subcommands, name);
    return run({ client: createPanelsClient(resolveServer(values, terminal)), args: rest, values, terminal });
  },
};

async function listPanels({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  rejectPositionals(args);
  const list = await client.list({ signal: terminal.interrupted });
  const out = createOutput(terminal, 'stdout', false);
  if (values.json) out.writeJson(list);
  else if (list.panels.length === 0) out.writeLines(['No panels.']);
  else {
    const rows = toPrintableDeep(list.panels).map((panel) => panelRow(panel, terminal));
    if (!terminal.stdout.isTTY) out.writeLines(alignColumns(rows.map(withUnits)));
    else {
      const [header = '', ...lines] = alignColumns([['NAME', 'PRESET', 'SEATS', 'SAVED'], ...rows]);
      out.writeLines([out.style.dim(header), ...lines]);
    }
  }
  return exitCodes.decided;
}

type PanelRow = readonly [name: string, preset: string, seats: string, savedAt: string];

function panelRow({ name, settings, updatedAt }: PanelResponse, { formats }: Terminal): PanelRow {
  const preset = 'preset' in settings ? String(settings.preset) : 'standard';
  const seats = 'panel' in settings && Array.isArray(settings.panel) ? String(settings.panel.length) : '-';
  return [name, preset, seats, formats.minute(updatedAt)];
}

/** A row without a header. */
const withUnits = ([name, preset, seats, savedAt]: PanelRow): readonly string[] => [
  name,
  preset,
  seats === '-' ? 'seats of the preset' : `${seats} seats`,
  `saved ${savedAt}`,
];

async function showPanel({ client, args, terminal }: Invocation): Promise<ExitCode> {
  const panel = await client.get(requireSingle(args, 'the name of a panel'), {
    signal: terminal.interrupted,
  });
  createOutput(terminal, 'stdout', false).writeJson(panel.settings);
  return exitCodes.decided;
}

async function savePanel({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  const name = requireSingle(args, 'the name of the panel');
  const settings = await readSettings(values);
  const saved = await withUsageErrors(
    () => client.save(name, settings, { signal: terminal.interrupted }),
    (member) => (values.file === undefined ? optionForMember(member, values) : `${values.file}: ${member}`),
  );
  const out = createOutput(terminal, values.json ? 'stdout' : 'stderr', false);
  if (values.json) out.writeJson(saved);
  else out.writeLines([`Saved. Use it with: rostrum ask QUESTION --panel ${toPrintableDeep(saved).name}`]);
  return exitCodes.decided;
}

async function readSettings(values: Values): Promise<object> {
  const { file, json: _json, server: _server, key: _key, help: _help, ...ofSeats } = values;
  if (file === undefined) {
    const { question: _question, ...settings } = buildDebateRequest('', ofSeats);
    if (Object.keys(settings).length > 0) return settings;
    throw new UsageError('save needs --file FILE, or options such as --preset and --seat');
  }
  if (Object.keys(ofSeats).length > 0)
    throw new UsageError('--file has the whole panel: leave out the other options');
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UsageError(`--file ${file}: ${readFailure(error)}`);
  });
  const settings = parseObject(decodeUtf8(bytes) ?? '');
  if (settings === null) throw new UsageError(`--file ${file}: not a JSON object`);
  return settings;
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

async function deletePanel({ client, args, terminal }: Invocation): Promise<ExitCode> {
  await client.delete(requireSingle(args, 'the name of a panel'), { signal: terminal.interrupted });
  return exitCodes.decided;
}
