/** What is wrong, next to what is at fault. */
export function Problem({ says }: { says: string | null | undefined }) {
  if (!says) return null;
  return (
    <p class="problem" role="alert">
      {says}
    </p>
  );
}
