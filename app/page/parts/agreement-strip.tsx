import type { DebateView } from '../../debate/view.ts';
import { percent } from '../../debate/words.ts';
import { type Cell, campSign, type Row, roundsOf, rowsOf } from '../camps.ts';
import { SeatName } from './seat-name.tsx';

const roundName = (round: number) => (round === 0 ? 'Blind' : `Round ${round}`);

/** Who held what, round by round: one colour and sign is one camp. Flips are marked, with their reasons below. */
export function AgreementStrip({ view }: { view: DebateView }) {
  const rows = rowsOf(view);
  const rounds = roundsOf(view);
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
                  {roundName(round)}
                </th>
              ))}
              <th scope="col" class="holds">
                Holds now
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <StripRow key={row.seat.id} row={row} />
            ))}
            <tr class="scores">
              <th scope="row">Agreement</th>
              {rounds.map((round) => (
                <Score key={round} view={view} round={round} />
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <Flips rows={rows} />
      <p class="legend">{legend(view)}</p>
    </section>
  );
}

function StripRow({ row: { seat, cells } }: { row: Row }) {
  const held = cells.findLast((cell) => cell !== null)?.position;
  return (
    <tr>
      <th scope="row">
        <SeatName seat={seat} />
      </th>
      {cells.map((cell, index) => (
        <td key={index}>{cell ? <CellMark cell={cell} /> : <span class="cell empty">–</span>}</td>
      ))}
      <td class="holds">{held?.claim}</td>
    </tr>
  );
}

function CellMark({ cell: { camp, turn, position, changedBecause } }: { cell: Cell }) {
  const flipped = changedBecause !== null;
  const title = flipped ? `Changed because ${changedBecause}` : position.claim;
  return (
    <a href={`#${turn}`} class={`cell camp-${camp === null ? 'none' : camp % 6}`} title={title}>
      <span aria-hidden="true">
        {camp === null ? '·' : campSign(camp)}
        {flipped && ' ↻'}
      </span>
      <span class="hidden-text">
        {camp === null ? 'not yet compared' : `camp ${camp + 1}`}
        {flipped && ', changed'}
      </span>
      <span class="cell-confidence">{percent(position.confidence)}</span>
    </a>
  );
}

function Score({ view, round }: { view: DebateView; round: number }) {
  const measured = view.agreements.find((agreement) => agreement.round === round);
  if (!measured) return <td>–</td>;
  return (
    <td>
      <span class="score">
        <meter min={0} max={1} value={measured.score} aria-label={`Agreement, ${roundName(round)}`} />
        {percent(measured.score)}
      </span>
    </td>
  );
}

/** What the signs stand for. */
function legend({ settings }: DebateView): string {
  const confidence = '%: the agent’s own confidence. ↻: it changed its position.';
  const options = settings?.options;
  if (!options) return `Same sign: neither disagrees with the other. ${confidence}`;
  const signs = options.map((option, index) => `${campSign(index)} ${option}`);
  return `${signs.join(' · ')}. ${confidence}`;
}

function Flips({ rows }: { rows: readonly Row[] }) {
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
