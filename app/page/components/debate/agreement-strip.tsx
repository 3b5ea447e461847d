import type { DebateView } from '../../../debate/views/debate.ts';
import { agreementNote, formatPercent } from '../../../debate/views/labels.ts';
import { formatAgreement } from '../../../debate/views/record-text.ts';
import {
  type AgreementCell,
  type AgreementRow,
  agreementRows,
  groupSymbol,
  roundsWithPositions,
} from '../../lib/agreement.ts';
import { SeatName } from '../seat-name.tsx';

const roundLabel = (round: number) => (round === 0 ? 'Blind' : `Round ${round}`);

/** The position of every agent by round. Agents that agree share a colour and a symbol. */
export function AgreementStrip({ view }: { view: DebateView }) {
  const rows = agreementRows(view);
  const rounds = roundsWithPositions(view);
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
              {rounds.map((round) => (
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
      <td class="current-position">{lastPosition?.claim}</td>
    </tr>
  );
}

function AgreementCellLink({ cell: { group, turn, position, changedBecause } }: { cell: AgreementCell }) {
  const hasChanged = changedBecause !== null;
  const title = hasChanged ? `Changed because ${changedBecause}` : position.claim;
  return (
    <a href={`#${turn}`} class={`cell group-${group === null ? 'none' : group % 6}`} title={title}>
      <span aria-hidden="true">
        {group === null ? '·' : groupSymbol(group)}
        {hasChanged && ' ↻'}
      </span>
      <span class="visually-hidden">
        {group === null ? 'not yet compared' : `group ${group + 1}`}
        {hasChanged && ', changed'}
      </span>
      <span class="cell-confidence">{formatPercent(position.confidence)}</span>
    </a>
  );
}

function AgreementScore({ view, round }: { view: DebateView; round: number }) {
  const measurement = view.agreements.find((agreement) => agreement.round === round);
  if (!measurement) return <td>–</td>;
  if (measurement.score === null) return <td class="muted">{formatAgreement(null)}</td>;
  return (
    <td>
      <span class="score">
        <meter min={0} max={1} value={measurement.score} aria-label={`Agreement, ${roundLabel(round)}`} />
        {formatPercent(measurement.score)}
      </span>
    </td>
  );
}

function legend({ settings }: DebateView): string {
  const confidence = '%: the agent’s own confidence. ↻: it changed its position.';
  const options = settings?.options;
  if (!options) return `Same symbol: the agents do not disagree. ${confidence}`;
  const symbols = options.map((option, index) => `${groupSymbol(index)} ${option}`);
  return `${symbols.join(' · ')}. ${confidence}`;
}

function PositionChanges({ rows }: { rows: readonly AgreementRow[] }) {
  const changes = rows.flatMap(({ seat, cells }) =>
    cells.flatMap((cell) => (cell && cell.changedBecause !== null ? [{ seat, cell }] : [])),
  );
  if (changes.length === 0) return null;
  return (
    <ul class="position-changes" aria-label="Changes of position">
      {changes.map(({ seat, cell }) => (
        <li key={cell.turn}>
          <span class="badge changed">↻ {seat.name}</span> changed in round {cell.round} because{' '}
          {cell.changedBecause}
        </li>
      ))}
    </ul>
  );
}
