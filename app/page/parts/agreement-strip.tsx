import type { DebateView } from '../../debate/view.ts';
import { percent } from '../../debate/words.ts';
import { type Cell, type Row, rowsOf } from '../camps.ts';
import { SeatName } from './seat-name.tsx';

const campNames = 'ABCDEFGHIJKL';

const roundName = (round: number) => (round === 0 ? 'Blind' : `Round ${round}`);

/** Who held what, round by round: one colour and letter is one camp. Flips are marked, with their reasons below. */
export function AgreementStrip({ view }: { view: DebateView }) {
  const rows = rowsOf(view);
  if (!rows.some(({ cells }) => cells.some((cell) => cell !== null))) return null;
  const rounds = rows[0]?.cells.map((_, round) => round) ?? [];
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
              <td class="holds">{legend(view)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <Flips rows={rows} />
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
      {cells.map((cell, round) => (
        <td key={round}>{cell ? <CellMark cell={cell} /> : <span class="cell empty">–</span>}</td>
      ))}
      <td class="holds">{held?.claim}</td>
    </tr>
  );
}

function CellMark({ cell }: { cell: Cell }) {
  const { camp, turn, position, changedBecause } = cell;
  const name = camp === null ? '·' : (campNames[camp] ?? '?');
  const flipped = changedBecause !== null;
  const title = flipped ? `Changed because ${changedBecause}` : position.claim;
  const says = camp === null ? 'not yet compared' : `camp ${name}`;
  return (
    <a href={`#${turn}`} class={`cell camp-${camp === null ? 'none' : camp % 6}`} title={title}>
      <span aria-hidden="true">
        {flipped && '↻ '}
        {name}
      </span>
      <span class="hidden-text">
        {says}
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
      <meter min={0} max={1} value={measured.score} aria-label={`Agreement, ${roundName(round)}`} />
      <span class="score">{percent(measured.score)}</span>
    </td>
  );
}

/** What the letters stand for. */
function legend(view: DebateView): string {
  const options = view.settings?.options;
  if (!options) return 'Same letter: neither disagrees with the other.';
  return options.map((option, index) => `${campNames[index] ?? '?'}: ${option}`).join(' · ');
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
