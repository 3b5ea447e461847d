import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { AgentsResponse } from '../debate/views/agents-response.ts';
import { AskForm } from './components/home/ask-form.tsx';
import { PastDebates } from './components/home/past-debates.tsx';
import { PageHeader } from './components/page-header.tsx';
import { useTitle } from './hooks/use-title.ts';
import { errorMessage } from './lib/error-message.ts';

export function HomePage({ client }: { client: Client }) {
  const { agents, problem } = useAgents(client);
  useTitle('Rostrum: ask a panel');
  return (
    <>
      <PageHeader />
      <main class="home">
        <section class="ask" aria-labelledby="ask-title">
          <h1 id="ask-title">Ask a panel</h1>
          <p class="lead">
            Several agents answer independently, criticise each other and revise. You watch the debate live
            and get a record: the answer, who dissents and why, and every quote checked against your evidence.
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

function useAgents(client: Client): { agents: AgentsResponse | null; problem: string | null } {
  const [agents, setAgents] = useState<AgentsResponse | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    client.agents().then(setAgents, (error: unknown) => setProblem(errorMessage(error)));
  }, [client]);
  return { agents, problem };
}
