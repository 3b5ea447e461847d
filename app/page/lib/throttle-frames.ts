/** Text is drawn no more often than can be read. */
const framesPerSecondMax = 25;
const frameIntervalMs = 1000 / framesPerSecondMax;

/**
 * Calls `draw` once for any number of calls within a gap, on an animation frame; a hidden page has no frames, and its
 * title still tells how the debate goes, so there a timer does it.
 */
export function throttleFrames(draw: () => void): { schedule: () => void; stop: () => void } {
  let cancel: (() => void) | null = null;
  let drawnAtMs = 0;

  const step = () => {
    cancel = null;
    if (performance.now() - drawnAtMs < frameIntervalMs) return schedule();
    drawnAtMs = performance.now();
    draw();
  };

  function schedule(): void {
    cancel ??= document.hidden ? startTimer(step) : requestFrame(step);
  }

  return { schedule, stop: () => cancel?.() };
}

function requestFrame(step: () => void): () => void {
  const frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

function startTimer(step: () => void): () => void {
  const timer = setTimeout(step, frameIntervalMs);
  return () => clearTimeout(timer);
}
