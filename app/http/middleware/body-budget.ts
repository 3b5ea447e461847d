import type { HttpSettings } from '../../contract/types/http.ts';
import { throwProblem } from '../errors/problem-types.ts';

/** The memory that request bodies take in this process, all requests together. */
export interface BodyBudget {
  /** Opens an account for one request. */
  open(): BodyAccount;
}

/** What the body of one request takes. */
export interface BodyAccount {
  /** Accounts for a body of this size. Refuses it with 503 when the process has no memory for it at present. */
  reserve(bytes: number): void;
  /** What is reserved; small bodies count as nothing. */
  bytes(): number;
  /** The request has ended. */
  close(): void;
}

export function createBodyBudget({
  bodiesBytesMax,
  smallBodyBytesMax,
}: Pick<HttpSettings, 'bodiesBytesMax' | 'smallBodyBytesMax'>): BodyBudget {
  let totalBytes = 0;
  return {
    open() {
      let ownBytes = 0;
      return {
        reserve(bytes) {
          if (bytes <= smallBodyBytesMax || bytes <= ownBytes) return;
          if (totalBytes - ownBytes + bytes > bodiesBytesMax)
            throwProblem(
              'overloaded',
              `This process already reads ${totalBytes} bytes of uploads; its limit is ${bodiesBytesMax}. ` +
                'Try again in a moment.',
            );
          totalBytes += bytes - ownBytes;
          ownBytes = bytes;
        },
        bytes: () => ownBytes,
        close() {
          totalBytes -= ownBytes;
          ownBytes = 0;
        },
      };
    },
  };
}
