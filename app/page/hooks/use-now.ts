import { useEffect, useState } from 'preact/hooks';

const secondMs = 1000;

/** The time in ms, renewed every second while `ticking`. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
