import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** In CSS pixels. */
const nearEndPx = 120;

/**
 * Keeps a growing page scrolled to its end for a reader who is there. Returns whether the reader is there, and a
 * function that scrolls to the end.
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
