/** PDF, CSV and docx files. Each is read in a thread of its own, and a process reads one at a time. */
export interface FileSettings {
  /** Size of a file. Its text has the same limit as other documents. */
  readonly bytesMax: number;
  readonly pagesMax: number;
  readonly cellsMax: number;
  /** Size of the content of a compressed file. */
  readonly inflatedBytesMax: number;
  /** The longest that reading a file may take. */
  readonly timeoutMs: number;
  /** Memory of the thread: its heap, and its buffers in addition to the file. */
  readonly heapMiB: number;
  readonly buffersMiB: number;
  readonly memoryCheckIntervalMs: number;
}
