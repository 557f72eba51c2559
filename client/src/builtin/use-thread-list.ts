import { useCallback, useRef, useState } from 'react';
import type { Thread } from '../../../src/protocol/thread';
import { RequestFailure, type ProtocolClient } from './protocol-client';

export interface ThreadListState {
  /** Newest first. `null` until the first answer. */
  threads: Thread[] | null;
  hasMore: boolean;
  error: string | null;
  refresh: () => Promise<void>;
  loadMore: () => Promise<void>;
}

const pageLimit = 30;

/** The conversations of the person, a page at a time. */
export function useThreadList(client: ProtocolClient): ThreadListState {
  const [page, setPage] = useState<{ threads: Thread[] | null; hasMore: boolean }>({
    threads: null,
    hasMore: false,
  });
  const [error, setError] = useState<string | null>(null);
  const latest = useRef(0);
  const shown = useRef(0);

  const read = useCallback(
    async (after?: Thread[]) => {
      const turn = ++latest.current;
      try {
        const { data, has_more } = await client.request('threads.list', {
          limit: after ? pageLimit : Math.max(pageLimit, shown.current),
          order: 'desc',
          ...(after && { after: after.at(-1)?.id }),
        });
        // An answer that was overtaken by a later question says nothing.
        if (turn !== latest.current) return;
        setError(null);
        const threads = [...(after ?? []), ...data];
        shown.current = threads.length;
        setPage({ threads, hasMore: has_more });
      } catch (failure) {
        if (turn !== latest.current) return;
        setError(failure instanceof RequestFailure ? failure.message : 'The list could not be read.');
      }
    },
    [client],
  );

  const refresh = useCallback(() => read(), [read]);
  const { threads } = page;
  const loadMore = useCallback(() => read(threads ?? []), [read, threads]);
  return { ...page, error, refresh, loadMore };
}
