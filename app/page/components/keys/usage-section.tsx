import { useState } from 'preact/hooks';
import type { KeysClient } from '../../../client/keys.ts';
import type { KeyResponse } from '../../../debate/views/responses.ts';
import type { DayBudgetResponse, UsageResponse } from '../../../debate/views/usage-response.ts';
import { formats } from '../../formats.ts';
import { useUsage } from '../../hooks/use-usage.ts';
import { groupUsage, type UsageGroup, type UsageRow, usageGroups } from '../../lib/usage.ts';
import { InlineError } from '../inline-error.tsx';

const groupNames: Readonly<Record<UsageGroup, string>> = { day: 'Day', keyId: 'Key', model: 'Model' };
const periods = [1, 7, 30, 90];

interface Props {
  readonly client: KeysClient;
  readonly keys: readonly KeyResponse[];
}

/** What the debates of the tenant used and cost, by day, key or model. */
export function UsageSection({ client, keys }: Props) {
  const [days, setDays] = useState(30);
  const [group, setGroup] = useState<UsageGroup>('day');
  const { usage, problem } = useUsage(client, days);
  const nameOf = (id: string) =>
    group === 'keyId' ? (keys.find((key) => key.id === id)?.name ?? (id || 'No key')) : id;
  return (
    <section class="usage">
      <h2>Usage</h2>
      <div class="usage-choice">
        <label class="field">
          <span>Period</span>
          <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
            {periods.map((each) => (
              <option key={each} value={each}>
                {each === 1 ? 'Today' : `Last ${each} days`}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>By</span>
          <select
            value={group}
            onChange={(event) =>
              setGroup(usageGroups.find((each) => each === event.currentTarget.value) ?? 'day')
            }
          >
            {usageGroups.map((each) => (
              <option key={each} value={each}>
                {groupNames[each]}
              </option>
            ))}
          </select>
        </label>
        {usage && <Budget budget={usage.today.tenant} />}
      </div>
      <InlineError message={problem} />
      {usage && <UsageTable usage={usage} group={group} nameOf={nameOf} />}
    </section>
  );
}

/** What may be spent today. */
function Budget({ budget: { usdPerDay, heldUsd } }: { budget: DayBudgetResponse }) {
  const limit = usdPerDay === null ? ' (no limit)' : ` of ${formats.usd(usdPerDay)}`;
  return (
    <p>
      Spent or held today: <strong>{formats.usd(heldUsd)}</strong>
      {limit}
    </p>
  );
}

interface TableProps {
  readonly usage: UsageResponse;
  readonly group: UsageGroup;
  readonly nameOf: (id: string) => string;
}

function UsageTable({ usage, group, nameOf }: TableProps) {
  const { rows, total } = groupUsage(usage.totals, group);
  if (rows.length === 0) return <p>No debate used a model in this time.</p>;
  const amounts = ({ calls, inputTokens, outputTokens, usd }: UsageRow) => (
    <>
      {[calls, inputTokens, outputTokens].map((count, index) => (
        <td key={index} class="amount">
          {formats.count(count)}
        </td>
      ))}
      <td class="amount">{formats.usd(usd)}</td>
    </>
  );
  return (
    <>
      <table class="usage-table">
        <thead>
          <tr>
            <th scope="col">{groupNames[group]}</th>
            {['Calls', 'Input tokens', 'Output tokens', 'Cost'].map((title) => (
              <th key={title} scope="col" class="amount">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{nameOf(row.id)}</th>
              {amounts(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            {amounts(total)}
          </tr>
        </tfoot>
      </table>
      <p class="muted">
        A debate counts on the day (UTC) of its creation. Only models with a known price have a cost.
      </p>
    </>
  );
}
