import { Account } from './account.tsx';
import { Brand } from './brand.tsx';

/** The header of the pages that are not about one debate. */
export function PageHeader() {
  return (
    <header class="home-header">
      <Brand />
      <nav aria-label="Links">
        <a href="/docs">Docs</a>
        <Account />
      </nav>
    </header>
  );
}
