import type { DebateView } from '../../../debate/views/debate.ts';
import { formatPercent } from '../../../debate/views/labels.ts';
import {
  type AgreementCell,
  type AgreementRow,
  agreementRows,
  groupSymbol,
  roundsWithPositions,
} from '../../lib/agreement.ts';
import { SeatName } from '../seat-name.tsx';

const roundLabel = (round: number) => (round === 0 ? 'Blind' : `Round ${round}`);

/** Who held what, round by round: one colour and sign is one camp. Flips are marked, with their reasons below. */
export function AgreementStrip({ view }: { view: DebateView }) {
  const rows = agreementRows(view);
  const rounds = roundsWithPositions(view);
  if (rounds.length === 0) return null;
  return (
    <section class="panel strip" aria-labelledby="strip-title">
      <h2 id="strip-title">
        Agreement <span class="caption">agreement, not correctness</span>
      </h2>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              {rounds.map((round) => (
                <th key={round} scope="col">
                  {roundLabel(round)}
                </th>
              ))}
              <th scope="col" class="holds">
                Holds now
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AgreementTableRow key={row.seat.id} row={row} />
            ))}
            <tr class="scores">
              <th scope="row">Agreement</th>
              {rounds.map((round) => (
                <AgreementScore key={round} view={view} round={round} />
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <PositionChanges rows={rows} />
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
      <td class="holds">{lastPosition?.claim}</td>
    </tr>
  );
}

function AgreementCellLink({ cell: { group, turn, position, changedBecause } }: { cell: AgreementCell }) {
  const hasChanged = changedBecause !== null;
  const title = hasChanged ? `Changed because ${changedBecause}` : position.claim;
  return (
    <a href={`#${turn}`} class={`cell camp-${group === null ? 'none' : group % 6}`} title={title}>
      <span aria-hidden="true">
        {group === null ? '·' : groupSymbol(group)}
        {hasChanged && ' ↻'}
      </span>
      <span class="hidden-text">
        {group === null ? 'not yet compared' : `camp ${group + 1}`}
        {hasChanged && ', changed'}
      </span>
      <span class="cell-confidence">{formatPercent(position.confidence)}</span>
    </a>
  );
}

function AgreementScore({ view, round }: { view: DebateView; round: number }) {
  const measurement = view.agreements.find((agreement) => agreement.round === round);
  if (!measurement) return <td>–</td>;
  return (
    <td>
      <span class="score">
        <meter min={0} max={1} value={measurement.score} aria-label={`Agreement, ${roundLabel(round)}`} />
        {formatPercent(measurement.score)}
      </span>
    </td>
  );
}

/** What the signs stand for. */
function legend({ settings }: DebateView): string {
  const confidence = '%: the agent’s own confidence. ↻: it changed its position.';
  const options = settings?.options;
  if (!options) return `Same sign: neither disagrees with the other. ${confidence}`;
  const signs = options.map((option, index) => `${groupSymbol(index)} ${option}`);
  return `${signs.join(' · ')}. ${confidence}`;
}

function PositionChanges({ rows }: { rows: readonly AgreementRow[] }) {
  const flips = rows.flatMap(({ seat, cells }) =>
    cells.flatMap((cell) => (cell && cell.changedBecause !== null ? [{ seat, cell }] : [])),
  );
  if (flips.length === 0) return null;
  return (
    <ul class="flips" aria-label="Changes of position">
      {flips.map(({ seat, cell }) => (
        <li key={cell.turn}>
          <span class="badge changed">↻ {seat.name}</span> changed in round {cell.round} because{' '}
          {cell.changedBecause}
        </li>
      ))}
    </ul>
  );
}
