import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../client/exchange.ts';
import type { FollowState } from '../client/follow.ts';
import { assertNever } from '../debate/events.ts';
import type { DebateView } from '../debate/view.ts';
import { applyFrame, emptyView } from '../debate/view.ts';
import { tellKeyNeeded } from './key.ts';
import { pace } from './pace.ts';
import { saysOf } from './problems.ts';
import { watch } from './watch.ts';

export interface Watched {
  readonly view: DebateView;
  readonly connection: Connection;
  /** Why the debate cannot be followed at all, such as that there is none. */
  readonly problem: string | null;
}

export type Connection = 'connecting' | 'catching-up' | 'live' | 'reconnecting' | 'ended';

interface Latest {
  readonly view: DebateView;
  readonly state: FollowState;
  readonly problem: string | null;
}

/** A debate as it goes: all its frames from the first, folded. */
export function useDebate(id: string): Watched {
  const [{ view, state, problem }, setLatest] = useState(() => start(id));
  useEffect(() => {
    const left = new AbortController();
    let latest = start(id);
    const { changed, stop } = pace(() => setLatest(latest));
    const update = (change: Partial<Latest>) => {
      latest = { ...latest, ...change };
      changed();
    };
    watch({
      debate: id,
      signal: left.signal,
      onFrame: (frame) => update({ view: applyFrame(latest.view, frame) }),
      onState: (state) =>
        update(state.is === 'connected' && state.how === 'reset' ? { ...start(id), state } : { state }),
    }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) tellKeyNeeded();
      else update({ problem: saysOf(error) });
    });
    return () => {
      left.abort();
      stop();
    };
  }, [id]);
  return { view, connection: connectionOf(view, state), problem };
}

const start = (id: string): Latest => ({ view: emptyView(id), state: { is: 'connecting' }, problem: null });

function connectionOf(view: DebateView, state: FollowState): Connection {
  switch (state.is) {
    case 'connecting':
      return view.seq === 0 ? 'connecting' : 'reconnecting';
    case 'connected':
      return view.seq < state.head ? 'catching-up' : 'live';
    case 'waiting':
      return 'reconnecting';
    case 'ended':
      return 'ended';
    default:
      return assertNever(state);
  }
}
