import { createHash } from 'node:crypto';
import type { Roster } from '../../../app/agents/agent.ts';
import { createPrompt } from '../../../app/agents/prompts.ts';
import type { DebateSettings, Seat, StoredEvent } from '../../../app/debate/core/events.ts';
import { createPanel, defaultQuorum, presets } from '../../../app/debate/core/presets.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { buildRecord, type DecisionRecord } from '../../../app/debate/record/decision-record.ts';
import { scriptedRoster } from '../../support/agents/scripted-roster.ts';
import { settings } from '../../support/debates/debate-driver.ts';
import { type Script, scriptedReply } from '../../support/debates/script.ts';
import type { WorkerHarness } from '../../support/worker/worker-harness.ts';

/** A call to a model: who speaks, and the whole prompt. */
export interface RecordedCall {
  readonly agent: string;
  readonly brief: TurnContext;
  readonly prompt: string;
}

/** A debate that has ended. */
export interface ScriptRun {
  readonly calls: readonly RecordedCall[];
  readonly log: readonly StoredEvent[];
  readonly record: DecisionRecord;
}

export const speakerOf = ({ turn }: TurnContext): string => turn.split('.').at(-1) ?? '';

const promptText = (brief: TurnContext): string => {
  const { system, messages } = createPrompt(brief);
  return [system, ...messages.map(({ content }) => content)].join('\n');
};

export interface ScriptRunner {
  readonly roster: Roster;
  /** Runs a debate by its script in the workers and store of the harness. */
  run(name: string, script: Script): Promise<ScriptRun>;
}

/** Runs scripted debates. Each has its own question, by which the agents know their script. */
export function createScriptRunner(work: () => WorkerHarness): ScriptRunner {
  const runs = new Map<string, { readonly script: Script; readonly calls: RecordedCall[] }>();
  const roster = scriptedRoster((brief) => {
    const running = runs.get(brief.question);
    if (!running) throw new Error(`no script for ${brief.question}`);
    const agent = speakerOf(brief);
    running.calls.push({ agent, brief, prompt: promptText(brief) });
    return scriptedReply(running.script, brief, agent);
  });
  return {
    roster,
    async run(name, script) {
      const question = `Should reminders be sent as text messages? (${name})`;
      const calls: RecordedCall[] = [];
      runs.set(question, { script, calls });
      await work().create(name, { question, ...settingsOf(script) }, { evidence: evidenceOf(script) });
      const log = await work().waitForEnd(name);
      const record = buildRecord(log);
      if (!record) throw new Error('the debate has no record');
      return { calls, log, record };
    },
  };
}

const evidenceOf = ({ documents = [] }: Script) =>
  documents.map((document) => ({ ...document, mediaType: 'text/markdown' }));

function settingsOf(script: Script): Partial<DebateSettings> {
  const { preset = 'standard', rounds = presets[preset].rounds, options } = script;
  const panel = createSeats(script);
  const evidence = evidenceOf(script).map(({ id, name, mediaType, text }) => ({
    ...{ id, name, mediaType, characters: text.length },
    hash: createHash('sha256').update(text).digest('hex'),
  }));
  const quorum = defaultQuorum(panel);
  const judge = { ...settings().judge, model: 'scripted:j1' };
  return { preset, rounds, panel, judge, quorum, evidence, ...(options && { options }) };
}

/** Every seat has its own model. */
const createSeats = ({ preset = 'standard', positions }: Script): readonly Seat[] =>
  createPanel(
    presets[preset],
    Object.keys(positions).map((id) => ({ model: `scripted:${id}` })),
    'scripted',
  );
