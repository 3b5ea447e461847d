/** A request for snapshots. It or its answer may be lost, so it is repeated on every poll until an answer comes. */
export interface SnapshotRequest {
  request(): void;
  requestOnNextPoll(): void;
  poll(): void;
  received(): void;
}

export function createSnapshotRequest(send: () => void): SnapshotRequest {
  // Initially needed: text published before the subscription is unknown.
  let isNeeded = true;
  let isSent = false;
  function sendOnce(): void {
    if (!isSent) send();
    isSent = true;
  }
  return {
    request() {
      isNeeded = true;
      sendOnce();
    },
    requestOnNextPoll() {
      isNeeded = true;
    },
    poll() {
      isSent = false;
      if (isNeeded) sendOnce();
    },
    received() {
      [isNeeded, isSent] = [false, false];
    },
  };
}
