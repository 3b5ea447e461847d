import { debate } from './debate.ts';
import { deployment } from './deployment.ts';
import type { Life } from './life.ts';
import { request } from './request.ts';
import { socket, stream } from './viewers.ts';

export const lives: readonly Life[] = [request, stream, socket, debate, deployment];
