import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "#demo/accounts.ts";
import { auth } from "#lib/auth.ts";
import { env } from "#lib/env.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import type { Session } from "#lib/session-identity.ts";
import { PageFooter } from "./frame/page-footer.tsx";
import { PageHeader } from "./frame/page-header.tsx";
import { SignInPanel } from "./home/sign-in-panel.tsx";
import { Welcome } from "./home/welcome.tsx";
import { WhoPanel } from "./home/who-panel.tsx";
import styles from "./page.module.css";
import { SignOutButton } from "./session/sign-out-button.tsx";
import { TokenProvider } from "./session/token-context.tsx";
import { TokenPanel } from "./session/token-panel.tsx";
import { CallPanel } from "./workbench/call-panel.tsx";
import { routeGroups } from "./workbench/route-choice.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function HomePage({ searchParams }: Props) {
  const session = await auth();
  if (session !== null) return <SignedIn session={session} />;
  const { error } = await searchParams;
  return <SignedOut error={typeof error === "string" ? error : null} />;
}

function SignedOut({ error }: { error: string | null }) {
  const { oidc, authDemo } = env();
  const demoAccounts = authDemo
    ? DEMO_ACCOUNTS.map(({ email, name, role, orgName }) => ({ email, name, role, orgName }))
    : [];
  return (
    <>
      <PageHeader />
      <Welcome>
        <SignInPanel
          hasProvider={oidc !== null}
          demoAccounts={demoAccounts}
          demoPassword={DEMO_PASSWORD}
          error={error}
        />
      </Welcome>
      <PageFooter />
    </>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { person } = session;
  const { routes } = gatewayInstance().gateway.config;
  const orgName = DEMO_ACCOUNTS.find(({ orgId }) => orgId === person.orgId)?.orgName ?? null;
  return (
    <>
      <PageHeader>
        <SignOutButton />
      </PageHeader>
      <main className={styles.main}>
        <h1 className="visually-hidden">Call the platform through the gateway</h1>
        <TokenProvider>
          <div className={styles.aside}>
            <WhoPanel who={{ ...person, orgName: env().authDemo ? orgName : null }} />
            <TokenPanel />
          </div>
          <CallPanel groups={routeGroups(routes)} origin={new URL(env().nextauthUrl).origin} />
        </TokenProvider>
      </main>
      <PageFooter />
    </>
  );
}
