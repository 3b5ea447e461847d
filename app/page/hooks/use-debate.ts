import { useEffect, useState } from 'preact/hooks';
import type { FollowState } from '../../client/follow.ts';
import { ApiError } from '../../client/http.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { applyFrame, emptyView } from '../../debate/views/debate.ts';
import { errorMessage } from '../lib/error-message.ts';
import { followDebate } from '../lib/follow-debate.ts';
import { notifyKeyRequired } from '../lib/session.ts';
import { throttleFrames } from '../lib/throttle-frames.ts';
import { useOnline } from './use-online.ts';

export interface FollowedDebate {
  readonly view: DebateView;
  readonly connection: ConnectionStatus;
  /** Why the debate cannot be shown, for example because it does not exist. */
  readonly problem: string | null;
}

export type ConnectionStatus = 'connecting' | 'catching-up' | 'live' | 'reconnecting' | 'offline' | 'ended';

interface LatestState {
  readonly view: DebateView;
  readonly state: FollowState;
  readonly problem: string | null;
}

/** Follows a debate from its first event. */
export function useDebate(id: string): FollowedDebate {
  const [{ view, state, problem }, setLatest] = useState(() => initial(id));
  useEffect(() => {
    const controller = new AbortController();
    let latest = initial(id);
    const { schedule, stop } = throttleFrames(() => setLatest(latest));
    const update = (change: Partial<LatestState>) => {
      latest = { ...latest, ...change };
      schedule();
    };
    followDebate({
      debate: id,
      signal: controller.signal,
      onFrame: (frame) => update({ view: applyFrame(latest.view, frame) }),
      onState: (state) =>
        update(state.status === 'connected' && state.how === 'reset' ? { ...initial(id), state } : { state }),
    }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) notifyKeyRequired();
      else update({ problem: errorMessage(error) });
    });
    return () => {
      controller.abort();
      stop();
    };
  }, [id]);
  const isOnline = useOnline();
  const connection = connectionStatus(view, state);
  return { view, connection: isOnline || connection === 'ended' ? connection : 'offline', problem };
}

const initial = (id: string): LatestState => ({
  view: emptyView(id),
  state: { status: 'connecting' },
  problem: null,
});

function connectionStatus(view: DebateView, state: FollowState): ConnectionStatus {
  switch (state.status) {
    case 'connecting':
      return view.seq === 0 ? 'connecting' : 'reconnecting';
    case 'connected':
      return view.seq < state.lastSeq ? 'catching-up' : 'live';
    case 'waiting':
      return 'reconnecting';
    case 'ended':
      return 'ended';
    default:
      return assertNever(state);
  }
}
