/** What a caller may ask for. */
export interface DebateLimits {
  readonly questionCharsMax: number;
  readonly optionsMin: number;
  readonly optionsMax: number;
  /** Of an option, and of an item of a checklist. */
  readonly optionCharsMax: number;
  readonly checklistMax: number;
  readonly documentsMax: number;
  readonly documentBytesMax: number;
  /** Nesting depth of an HTML or docx document: converting it to text takes time quadratic in the depth. */
  readonly htmlDepthMax: number;
  readonly nameCharsMax: number;
  readonly modelCharsMax: number;
  /** Of a seat's own role; every prompt of the seat has it. */
  readonly instructionsCharsMax: number;
  /** The range of a seat's limit on the tokens of one reply. */
  readonly seatOutputTokensMin: number;
  readonly seatOutputTokensMax: number;
  readonly noteCharsMax: number;
  /** Notes to one debate: every later prompt contains all of them. */
  readonly notesMax: number;
  readonly panelMin: number;
  readonly panelMax: number;
  readonly roundsMax: number;
  readonly deadlineSecondsMin: number;
  readonly deadlineSecondsDefault: number;
  readonly deadlineSecondsMax: number;
  /** Reserved from a debate's deadline for the decision. */
  readonly decisionSecondsReserve: number;
  /** Instead, for a debate with a model that thinks. */
  readonly thinking: ThinkingTimes;
  /** The largest share of a deadline that is reserved, 0 to 1. */
  readonly decisionShareMax: number;
  readonly budgetUsdMax: number;
  readonly budgetTokensMax: number;
  readonly listPageMax: number;
  readonly eventsPageMax: number;
  readonly waitSecondsMax: number;
  readonly idempotencyKeyCharsMax: number;
  /** Creations with the same Idempotency-Key return the same debate for at least this long. */
  readonly idempotencyKeyMs: number;
  /** JSON values or form parts in one body, and their nesting depth: bounds the memory for a request. */
  readonly bodyValuesMax: number;
  readonly bodyDepthMax: number;
  readonly searchCharsMax: number;
}

/** Times of a debate whose models think. */
export interface ThinkingTimes {
  readonly deadlineSecondsDefault: number;
  readonly decisionSecondsReserve: number;
}
