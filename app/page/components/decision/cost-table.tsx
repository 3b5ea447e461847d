import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { formatSpending } from '../../../debate/views/labels.ts';
import { describeCachedInput } from '../../../debate/views/record-facts.ts';
import { formats } from '../../formats.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

export function CostTable({ record: { cost }, nameOf }: Props) {
  if (cost.byAgent.length === 0) return null;
  const cached = describeCachedInput(cost, formats);
  const priced = cost.tokens > cost.unpricedTokens;
  return (
    <section class="panel" aria-labelledby="cost-title">
      <h2 id="cost-title">
        Cost <span class="caption">{formatSpending(cost, formats)}</span>
      </h2>
      <div class="table-scroll">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">Model</th>
              <th scope="col">In</th>
              <th scope="col">Out</th>
              <th scope="col">Calls</th>
              {priced && <th scope="col">Cost</th>}
            </tr>
          </thead>
          <tbody>
            {cost.byAgent.map(({ agent, model, inputTokens, outputTokens, attempts, usd }) => (
              <tr key={agent}>
                <th scope="row">{nameOf(agent)}</th>
                <td class="model">{model}</td>
                <td>{formats.count(inputTokens)}</td>
                <td>{formats.count(outputTokens)}</td>
                <td>{attempts}</td>
                {priced && <td>{formats.usd(usd)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cached && <p class="caption">{cached}</p>}
    </section>
  );
}
