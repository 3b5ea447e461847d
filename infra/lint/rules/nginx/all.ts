import { balancingBeforeKeepalive } from './balancing-before-keepalive.ts';
import { bufferingSwitchedOffHere } from './buffering-switched-off-here.ts';
import { connectWithinKernelLimit } from './connect-within-kernel-limit.ts';
import { filesCoverConnections } from './files-cover-connections.ts';
import { headersTakenOver } from './headers-taken-over.ts';
import { nothingDoneTwice } from './nothing-done-twice.ts';
import { passHasOwnTimes } from './pass-has-own-times.ts';
import { socketPathUpgrades } from './socket-path-upgrades.ts';
import { streamPathUnbuffered } from './stream-path-unbuffered.ts';
import { upgradeOverHttp11 } from './upgrade-over-http-1-1.ts';
import { upgradeVersionSaid } from './upgrade-version-said.ts';
import { upstreamKeepaliveSaid } from './upstream-keepalive-said.ts';
import { upstreamKeepaliveUsed } from './upstream-keepalive-used.ts';

export const nginxRules = [
  balancingBeforeKeepalive,
  bufferingSwitchedOffHere,
  connectWithinKernelLimit,
  filesCoverConnections,
  headersTakenOver,
  nothingDoneTwice,
  passHasOwnTimes,
  socketPathUpgrades,
  streamPathUnbuffered,
  upgradeOverHttp11,
  upgradeVersionSaid,
  upstreamKeepaliveSaid,
  upstreamKeepaliveUsed,
];
