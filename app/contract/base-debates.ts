import type { AgentSettings } from './types/agents.ts';
import type { FileSettings } from './types/files.ts';
import type { DebateLimits } from './types/limits.ts';

const second = 1000;
const daySeconds = 24 * 60 * 60;
const MiB = 1024 * 1024;

/** Calls of models; profiles.ts has the overrides. */
export const baseAgents: AgentSettings = {
  detectLocalServer: false,
  bedrockRegions: 'global',
  // A self-hosted model server computes all calls at once or queues them; hosted providers have rate limits.
  callsPerProviderMax: {
    anthropic: 40,
    openai: 40,
    google: 40,
    openrouter: 40,
    bedrock: 40,
    compatible: 2,
  },
  hostedServerCallsMax: 40,
  firstTokenMs: 90 * second,
  idleMs: 45 * second,
  totalMs: 300 * second,
  abortMs: second,
  thinking: { firstTokenMs: 300 * second, totalMs: 900 * second, outputTokensMax: 16_384 },
  retriesMax: 3,
  backoffMs: 500,
  attemptsMax: 2,
  outputTokensMax: 8192,
  evidenceCharsMax: 120_000,
  errorMessageCharsMax: 500,
  localServerProbeTimeoutMs: second,
  modelListIntervalMs: 120 * second,
  modelListTimeoutMs: 10 * second,
  credentialsTimeoutMs: 5 * second,
  credentialsMarginMs: 300 * second,
};

/** Files that are converted to text. */
export const baseFiles: FileSettings = {
  bytesMax: 36 * MiB,
  pagesMax: 1000,
  cellsMax: 500_000,
  inflatedBytesMax: 64 * MiB,
  timeoutMs: 30 * second,
  heapMiB: 192,
  buffersMiB: 80,
  memoryCheckIntervalMs: 25,
};

/** What a debate may have. */
export const baseLimits: DebateLimits = {
  questionCharsMax: 8000,
  optionsMin: 2,
  optionsMax: 12,
  optionCharsMax: 300,
  checklistMax: 40,
  documentsMax: 20,
  documentBytesMax: 2 * MiB,
  htmlDepthMax: 200,
  nameCharsMax: 120,
  modelCharsMax: 200,
  instructionsCharsMax: 1000,
  seatOutputTokensMin: 256,
  seatOutputTokensMax: 128_000,
  noteCharsMax: 4000,
  notesMax: 50,
  panelMin: 2,
  panelMax: 8,
  roundsMax: 4,
  deadlineSecondsMin: 10,
  deadlineSecondsDefault: 1800,
  deadlineSecondsMax: 3600,
  decisionSecondsReserve: 120,
  thinking: { deadlineSecondsDefault: 3600, decisionSecondsReserve: 600 },
  decisionShareMax: 0.25,
  budgetUsdMax: 1000,
  budgetTokensMax: 50_000_000,
  listPageMax: 100,
  eventsPageMax: 1000,
  waitSecondsMax: 55,
  idempotencyKeyCharsMax: 200,
  idempotencyKeyMs: daySeconds * second,
  bodyValuesMax: 1000,
  bodyDepthMax: 16,
  searchCharsMax: 200,
};
