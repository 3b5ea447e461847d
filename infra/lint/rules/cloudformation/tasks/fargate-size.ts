import {
  isValidFargateSize,
  parseCpuUnits,
  parseMemoryMiB,
  suggestFargateSize,
} from '../../../models/cloudformation/fargate.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const fargateSize = cloudFormationRule({
  id: 'fargate-size',
  severity: 'error',
  summary: 'Cpu and Memory are a Fargate task size',
  rationale: 'a deployment that is rejected',
  fix: 'Choose a Memory that Fargate offers for the Cpu.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html',
  check({ tasks, standaloneTasks }, report) {
    for (const { definition, onFargate } of [...tasks, ...standaloneTasks]) {
      if (onFargate !== true || definition === null) continue;
      const node = definition.properties.get('Memory');
      const [cpu, memory] = [
        definition.properties.get('Cpu').number(parseCpuUnits),
        node.number(parseMemoryMiB),
      ];
      if (typeof cpu === 'number' && typeof memory === 'number' && !isValidFargateSize(cpu, memory))
        report(node, `it is ${memory} MiB for ${cpu} CPU units`, suggestFargateSize(cpu, memory));
    }
  },
});
