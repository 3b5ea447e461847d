import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { AgentsResource } from '../debate/resources.ts';
import { AskForm } from './parts/ask-form.tsx';
import { Brand } from './parts/brand.tsx';
import { PastDebates } from './parts/past-debates.tsx';
import { saysOf } from './problems.ts';
import { useTitle } from './use-title.ts';

/** Put a question; find a past debate. */
export function Home({ client }: { client: Client }) {
  const { agents, problem } = useAgents(client);
  useTitle('Rostrum: put a question to a panel');
  return (
    <>
      <header class="home-header">
        <Brand />
        <nav aria-label="Elsewhere">
          <a href="/docs">API</a>
        </nav>
      </header>
      <main class="home">
        <section class="ask" aria-labelledby="ask-title">
          <h1 id="ask-title">Put a question to a panel</h1>
          <p class="lead">
            Several agents answer blind, criticise each other and revise. You watch it live and keep a record:
            the answer, who dissents and why, and every quote checked against your evidence.
          </p>
          {problem && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <AskForm client={client} agents={agents} />
        </section>
        <PastDebates client={client} />
      </main>
    </>
  );
}

function useAgents(client: Client): { agents: AgentsResource | null; problem: string | null } {
  const [agents, setAgents] = useState<AgentsResource | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    client.agents().then(setAgents, (error: unknown) => setProblem(saysOf(error)));
  }, [client]);
  return { agents, problem };
}
