import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "#demo/accounts.ts";
import { auth } from "#lib/auth.ts";
import { env } from "#lib/env.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { identityOfSession, type Session } from "#lib/session-identity.ts";
import { sightOf } from "./console/sight.ts";
import { PageFooter } from "./frame/page-footer.tsx";
import { PageHeader } from "./frame/page-header.tsx";
import { SignInPanel } from "./home/sign-in-panel.tsx";
import { Ways } from "./home/ways.tsx";
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
  const { error, to } = await searchParams;
  // Only a place of ours: whoever made the link must not choose where a sign-in leads.
  const destination = to === "console" ? "/console" : "/";
  return <SignedOut error={typeof error === "string" ? error : null} to={destination} />;
}

function SignedOut({ error, to }: { error: string | null; to: string }) {
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
          to={to}
        />
      </Welcome>
      <PageFooter />
    </>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { person } = session;
  const { roles, routes } = gatewayInstance().gateway.config;
  const orgName = DEMO_ACCOUNTS.find(({ orgId }) => orgId === person.orgId)?.orgName ?? null;
  return (
    <>
      <PageHeader>
        <SignOutButton />
      </PageHeader>
      <main className={styles.main}>
        <div className={styles.lead}>
          <h1 className={styles.title}>One door to every Eloquent service</h1>
          <Ways hasConsole={mayLook(session, roles)} />
        </div>
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

/** Whether the console is open to the person; not to somebody of whom the provider said too little. */
function mayLook(session: Session, roles: ReadonlyMap<string, readonly string[]>): boolean {
  try {
    return sightOf(identityOfSession(session, roles)) !== null;
  } catch {
    return false;
  }
}
