/** Faster updates cannot be read. */
const framesPerSecondMax = 25;
const frameIntervalMs = 1000 / framesPerSecondMax;

/**
 * Calls `draw` at most once per interval, on an animation frame. A hidden page has no animation frames but its title
 * still shows the status, so it uses a timer.
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
