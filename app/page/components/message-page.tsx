import type { ComponentChildren } from 'preact';
import { Brand } from './brand.tsx';

/** A page that says why there is nothing to show, with the way to the start page. */
export function MessagePage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <>
      <header class="home-header">
        <Brand />
      </header>
      <main class="message-page">
        <h1>{title}</h1>
        <p>{children}</p>
        <a class="button" href="/">
          Go to the start page
        </a>
      </main>
    </>
  );
}
