/** Text is drawn no more often than can be read. */
const framesPerSecondMax = 25;
const gapMs = 1000 / framesPerSecondMax;

/**
 * Calls `draw` once for any number of calls within a gap, on an animation frame; a hidden page has no frames, and its
 * title still tells how the debate goes, so there a timer does it.
 */
export function pace(draw: () => void): { changed: () => void; stop: () => void } {
  let cancel: (() => void) | null = null;
  let drawnAtMs = 0;

  const step = () => {
    cancel = null;
    if (performance.now() - drawnAtMs < gapMs) return changed();
    drawnAtMs = performance.now();
    draw();
  };

  function changed(): void {
    cancel ??= document.hidden ? onTimer(step) : onFrame(step);
  }

  return { changed, stop: () => cancel?.() };
}

function onFrame(step: () => void): () => void {
  const frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

function onTimer(step: () => void): () => void {
  const timer = setTimeout(step, gapMs);
  return () => clearTimeout(timer);
}
