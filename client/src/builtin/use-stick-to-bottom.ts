import { useCallback, useEffect, useRef, useState } from 'react';

/** As near to the end as this, a person is taken to be reading along. */
const nearPx = 100;

/**
 * Keeps a scroller at its end while its content grows, but only for those who are near the end already.
 * `jump` turning true goes to the end in any case: one's own message is always seen.
 */
export function useStickToBottom(jump: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const [away, setAway] = useState(false);

  const scrollToEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  useEffect(() => {
    const element = scroller.current!;
    const onScroll = () => {
      near.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
      setAway(!near.current);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const growth = new ResizeObserver(() => {
      if (near.current) scrollToEnd();
      else setAway(true);
    });
    growth.observe(content.current!);
    growth.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      growth.disconnect();
    };
  }, [scrollToEnd]);

  useEffect(() => {
    if (!jump) return;
    near.current = true;
    scrollToEnd();
  }, [jump, scrollToEnd]);

  return { scroller, content, away, scrollToEnd };
}
