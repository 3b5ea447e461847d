import type { Port } from './port.ts';
import type { SupervisedProcess } from './process.ts';

/** Passes the connections of a port on to the process that serves it. */
export interface ConnectionForwarder {
  /** Connections go to this process from the moment it is ready, and wait until then. */
  sendTo(process: SupervisedProcess): void;
  /** The process takes no further connections. */
  onLeave(process: SupervisedProcess): void;
}

export function createForwarder(port: Port, isStopping: () => boolean): ConnectionForwarder {
  let target: SupervisedProcess | null = null;

  function onLeave(process: SupervisedProcess): void {
    if (target !== process) return;
    target = null;
    port.forward(null);
    if (isStopping()) port.stopListening();
  }

  return {
    sendTo(process) {
      target = process;
      port.forward(null);
      void process.ready.then((isReady) => {
        if (isReady && target === process) port.forward(process.sendConnection);
      });
      void process.ended.then(() => onLeave(process));
    },
    onLeave,
  };
}
