import { gatewayTakesBodies } from './gateway-takes-our-bodies.ts';
import { ourSocketUpgrades } from './our-socket-upgrades.ts';
import { ourStreamsPass } from './our-streams-pass.ts';
import { reloadOutlastsRequests } from './reload-outlasts-requests.ts';

/** Rules for a gateway in front of Rostrum. */
export const rostrumRules = [gatewayTakesBodies, reloadOutlastsRequests, ourSocketUpgrades, ourStreamsPass];
