import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Nearer to the end than this counts as being at it, in CSS pixels. */
const nearPx = 120;

/**
 * Keeps the end of a growing page in sight for a reader who is there, and leaves everybody else where they are.
 * Answers whether the reader follows, and how to go to the end.
 */
export function useTail(growing: boolean, content: unknown): { following: boolean; follow: () => void } {
  const [following, setFollowing] = useState(true);
  const seen = useRef(0);

  useEffect(() => {
    const onScroll = () => {
      const upward = window.scrollY < seen.current;
      seen.current = window.scrollY;
      if (upward || isNearEnd()) setFollowing(isNearEnd());
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);

  useLayoutEffect(() => {
    if (growing && following) toEnd();
  }, [growing, following, content]);

  return { following, follow: () => setFollowing(true) };
}

const end = () => document.documentElement.scrollHeight;
const isNearEnd = () => end() - window.scrollY - window.innerHeight < nearPx;
const toEnd = () => window.scrollTo({ top: end(), behavior: 'instant' });
