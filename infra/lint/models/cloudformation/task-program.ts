import type { Program } from '../../container/program.ts';
import type { EcsTask } from './task.ts';

const MiB = 1024 * 1024;

/** The program of the main container; null when there is none. */
export function readTaskProgram({ container, environment }: EcsTask): Program | null {
  if (container === null) return null;
  const init = container.get('LinuxParameters', 'InitProcessEnabled').flag();
  const words = [container.get('EntryPoint'), container.get('Command')].map(
    (node) => node.items()?.map((word) => word.text() ?? '') ?? null,
  );
  const [entry, command] = words;
  const limit = container.get('Memory').number();
  const image = container.get('Image').value;
  return {
    command: entry && command ? [...entry, ...command] : null,
    image: typeof image === 'string' ? image : null,
    hasInit: init !== 'absent' && init !== false,
    commandNode: container.get('Command'),
    environment,
    memoryBytesMax: typeof limit === 'number' ? limit * MiB : null,
  };
}
