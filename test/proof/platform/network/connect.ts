import { connect, type Socket } from 'node:net';

/** The timeout of one attempt to connect, and the number of attempts. */
export interface ConnectPolicy {
  readonly connectMs: number;
  readonly connectAttempts: number;
}

/** Rejects with the last error; ETIMEDOUT without an answer. */
export async function connectWithRetry(
  port: number,
  { connectMs, connectAttempts }: ConnectPolicy,
): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connectOnce(port, connectMs);
    } catch (error) {
      if (attempt >= connectAttempts) throw error;
    }
  }
}

const connectOnce = (port: number, connectMs: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, connectMs);
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  });
