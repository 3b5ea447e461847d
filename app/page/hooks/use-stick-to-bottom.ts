import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Nearer to the end than this counts as being at it, in CSS pixels. */
const nearEndPx = 120;

/**
 * Keeps the end of a growing page in sight for a reader who is there, and leaves everybody else where they are.
 * Answers whether the reader follows, and how to go to the end.
 */
export function useStickToBottom(
  growing: boolean,
  content: unknown,
): { isFollowing: boolean; follow: () => void } {
  const [isFollowing, setFollowing] = useState(true);
  const lastScrollY = useRef(0);

  useEffect(() => {
    const onScroll = () => {
      const upward = window.scrollY < lastScrollY.current;
      lastScrollY.current = window.scrollY;
      if (upward || isNearEnd()) setFollowing(isNearEnd());
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);

  useLayoutEffect(() => {
    if (growing && isFollowing) scrollToEnd();
  }, [growing, isFollowing, content]);

  return { isFollowing, follow: () => setFollowing(true) };
}

const pageEnd = () => document.documentElement.scrollHeight;
const isNearEnd = () => pageEnd() - window.scrollY - window.innerHeight < nearEndPx;
const scrollToEnd = () => window.scrollTo({ top: pageEnd(), behavior: 'instant' });
