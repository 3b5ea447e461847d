/** What is known to weaken a panel. After the decision, the notes on the outcome contain it. */
export function PanelWarnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul class="outcome-notes" aria-label="Warnings about the panel">
      {warnings.map((warning) => (
        <li key={warning}>{warning}</li>
      ))}
    </ul>
  );
}
