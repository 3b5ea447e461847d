/** The way home. */
export function Brand() {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" />
        <path d="M8 9.5h9" />
        <path d="M8 16h16" />
        <path d="M15 22.5h9" />
      </svg>
      <span>Rostrum</span>
    </a>
  );
}
