/** An event of a stream. Comments have no data: they only show that the server is alive. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string | null;
  /** True when the stream ended within the event. */
  readonly isPartial?: boolean;
}

/** Splits the bytes of a stream into events. */
export interface EventDecoder {
  push(chunk: Buffer): readonly StreamEvent[];
  /** What is left at the end of the stream. */
  flush(): readonly StreamEvent[];
}
