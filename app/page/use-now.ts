import { useEffect, useState } from 'preact/hooks';

const secondMs = 1000;

/** The time in ms, renewed every second while `ticking`. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
