import type { Rule } from '../../source.ts';
import { whyDeaf } from '../../workload/first-process.ts';
import { taskOf } from '../task.ts';
import type { View } from '../view.ts';
import type { Rules } from './rule.ts';

const heard: Rule = {
  id: 'program-has-the-signal',
  severity: 'warning',
  says: 'The first process of a container is the program, or an init that passes signals on',
  prevents: 'SIGTERM that never arrives: every task hangs until it is killed, and what it did is lost',
  fix: "Start the program itself, as ['node', 'server.js'], or set LinuxParameters.InitProcessEnabled.",
};

const inits = /^(?:.*\/)?(?:tini|dumb-init|docker-init|catatonit|s6-.*)$/;

export const firstProcessRules: Rules = {
  rules: [heard],
  check({ deployment: { template } }, say) {
    for (const service of template.of('AWS::ECS::Service')) {
      const { container } = taskOf(template, service);
      if (container === null) continue;
      const reason = reasonOf(container);
      if (reason !== null) say(heard, container.at('Command'), reason);
    }
  },
};

/** Why signals get lost, or null: also where nobody can know, for an image may bring an init of its own. */
function reasonOf(container: View): string | null {
  if (container.at('LinuxParameters', 'InitProcessEnabled').flag() !== 'absent') {
    if (container.at('LinuxParameters', 'InitProcessEnabled').flag() !== false) return null;
  }
  const words = [container.at('EntryPoint'), container.at('Command')].map(
    (view) => view.items()?.map((word) => word.text()) ?? null,
  );
  const [entry, command] = words;
  if (entry == null || command == null) return null;
  const all = [...entry, ...command].map((word) => word ?? '');
  return all[0] === undefined || inits.test(all[0]) ? null : whyDeaf(all);
}
