import { useMemo } from 'preact/hooks';
import type { RoundAgreement } from '../../../debate/consensus/round-agreements.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { agreementNote } from '../../../debate/views/labels.ts';
import { formatAgreement } from '../../../debate/views/record-text.ts';
import { formats } from '../../formats.ts';
import {
  type AgreementCell,
  type AgreementRow,
  buildAgreementTable,
  groupSymbol,
} from '../../lib/agreement.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { SeatName } from '../seat-name.tsx';

const roundLabel = (round: number) => (round === 0 ? 'Blind' : `Round ${round}`);

/** The position of every agent by round. Agents that hold the same share a colour and a symbol. */
export function AgreementStrip({ view }: { view: DebateView }) {
  // Live text changes the view many times a second, but only events change positions, and each has its own seq.
  const { rounds, rows } = useMemo(() => buildAgreementTable(view), [view.debate, view.seq]);
  if (rounds.length === 0) return null;
  return (
    <section class="panel agreement-strip" aria-labelledby="strip-title">
      <h2 id="strip-title">
        Agreement <span class="caption">{agreementNote}</span>
      </h2>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              {rounds.map(({ round }) => (
                <th key={round} scope="col">
                  {roundLabel(round)}
                </th>
              ))}
              <th scope="col" class="current-position">
                Current position
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AgreementTableRow key={row.seat.id} row={row} />
            ))}
            <tr class="scores">
              <th scope="row">Agreement</th>
              {rounds.map((agreement) => (
                <AgreementScore key={agreement.round} agreement={agreement} />
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      {isDebateOpen(view) && <PositionChanges rows={rows} />}
      <p class="legend">{legend(view)}</p>
    </section>
  );
}

function AgreementTableRow({ row: { seat, cells } }: { row: AgreementRow }) {
  const lastPosition = cells.findLast((cell) => cell !== null)?.position;
  return (
    <tr>
      <th scope="row">
        <SeatName seat={seat} />
      </th>
      {cells.map((cell, index) => (
        <td key={index}>{cell ? <AgreementCellLink cell={cell} /> : <span class="cell empty">–</span>}</td>
      ))}
      <td class="current-position">{lastPosition?.claim}</td>
    </tr>
  );
}

function AgreementCellLink({ cell }: { cell: AgreementCell }) {
  const { group, turn, position, isEarlier, change } = cell;
  const title = change ? `Changed because ${change.because ?? '(no reason given)'}` : position.claim;
  const state = [change && 'changed', isEarlier && 'from an earlier round'].filter(Boolean);
  const groupLabel = group === null ? 'not compared' : `group ${group + 1}`;
  return (
    <a
      href={`#${turn}`}
      class={`cell group-${group === null ? 'none' : group % 6} ${isEarlier ? 'is-earlier' : ''}`}
      title={title}
    >
      <span aria-hidden="true">
        {group === null ? '·' : groupSymbol(group)}
        {change && ' ↻'}
      </span>
      <span class="visually-hidden">{[groupLabel, ...state].join(', ')}</span>
      <span class="cell-confidence">{formats.percent(position.confidence)}</span>
    </a>
  );
}

function AgreementScore({ agreement: { round, score } }: { agreement: RoundAgreement }) {
  if (score === null) return <td class="muted">{formatAgreement(null, formats)}</td>;
  return (
    <td>
      <span class="score">
        <meter min={0} max={1} value={score} aria-label={`Agreement, ${roundLabel(round)}`} />
        {formats.percent(score)}
      </span>
    </td>
  );
}

function legend({ settings }: DebateView): string {
  const confidence =
    '%: the agent’s own confidence. ↻: it changed its position. Dashed: stated in an earlier round.';
  const options = settings?.options;
  if (!options) return `Same symbol: the agents hold the same position. ${confidence}`;
  const symbols = options.map((option, index) => `${groupSymbol(index)} ${option}`);
  return `${symbols.join(' · ')}. ${confidence}`;
}

/** While the debate runs; its record lists them later. */
function PositionChanges({ rows }: { rows: readonly AgreementRow[] }) {
  const changes = rows.flatMap(({ seat, cells }) =>
    cells.flatMap((cell) => (cell?.change ? [{ seat, change: cell.change }] : [])),
  );
  if (changes.length === 0) return null;
  return (
    <ul class="position-changes" aria-label="Changes of position">
      {changes.map(({ seat, change: { round, because } }) => (
        <li key={`${seat.id} ${round}`}>
          <span class="badge changed">↻ {seat.name}</span> changed in round {round} because{' '}
          {because ?? '(no reason given)'}
        </li>
      ))}
    </ul>
  );
}
