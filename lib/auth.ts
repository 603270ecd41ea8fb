import { decodeJwt } from "jose";
import type { NextRequest } from "next/server";
import NextAuth, { type AuthOptions, getServerSession, type User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import credentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { DEMO_PASSWORD } from "../demo/accounts.ts";
import type { ClaimSet } from "./auth/claim-path.ts";
import { personOfCredentials } from "./auth/demo-person.ts";
import { completeClaims, personOfClaims } from "./auth/oidc-person.ts";
import { Person } from "./auth/person.ts";
import { type Env, env, type OidcEnv } from "./env.ts";
import { gatewayInstance } from "./gateway/instance.ts";
import { type Session, sessionOf } from "./session-identity.ts";

// Roles and organisations are read at sign-in, so a sign-in must not outlast a working day.
const SESSION_SECONDS = 12 * 3600;
// A copy of the cookie may be renewed once more, by a replica that has not heard of the sign-out.
const SIGNED_OUT_SECONDS = SESSION_SECONDS + 60;

/** The session of the request being answered (in a route handler or server component), or null. */
export async function auth(): Promise<Session | null> {
  const session: unknown = await getServerSession(authOptions(env()));
  return sessionOf(session);
}

/** Answers `/api/auth/*`. */
export function handleAuth(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  return NextAuth(request, context, authOptions(env()));
}

/** What next-auth is told; built per call, because a build has no environment. */
export function authOptions(environment: Env): AuthOptions {
  const { oidc, authDemo, nextauthSecret, nextauthUrl } = environment;
  return {
    secret: nextauthSecret,
    useSecureCookies: new URL(nextauthUrl).protocol === "https:",
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    // The start page is where people sign in, and where they read why it did not work.
    pages: { signIn: "/", error: "/" },
    providers: [
      ...(oidc === null ? [] : [oidcProvider(oidc)]),
      ...(authDemo ? [demoProvider()] : []),
    ],
    callbacks: {
      // Only a sign-in brings a user; what a client posts to update its session is not looked at.
      jwt: ({ token, user }) => (user === undefined ? unlessSignedOut(token) : newSession(user)),
      session: ({ session, token }) => ({
        ...session,
        id: token.sessionId,
        person: token.person,
      }),
      redirect: ({ url, baseUrl }) => sameOriginUrl(url, baseUrl),
    },
    events: { signOut: ({ token }) => endSession(token) },
  };
}

function newSession(user: User): JWT {
  const person = Person.parse(user);
  const { name, email } = person;
  return { sub: user.id, name, email, sessionId: crypto.randomUUID(), person };
}

/** Ends the session wherever it is known: a copied cookie, and tokens given for it. */
async function endSession({ sessionId }: JWT): Promise<void> {
  if (typeof sessionId !== "string") return;
  const untilSeconds = Date.now() / 1000 + SIGNED_OUT_SECONDS;
  await gatewayInstance().revocations.revoke({ kind: "session", sessionId }, untilSeconds);
}

/** What the cookie says, or nothing once its session has been signed out: then nobody is signed in. */
function unlessSignedOut(token: JWT): JWT {
  const { sessionId } = token;
  if (typeof sessionId !== "string") return token;
  // Nobody's ids: revoked users keep their sessions, and the token endpoint tells them why.
  const subject = { orgId: "", userId: "", sessionId };
  return gatewayInstance().revocations.revocationOf(subject, Date.now()) === null ? token : {};
}

function oidcProvider(oidc: OidcEnv): OAuthConfig<ClaimSet> {
  return {
    id: "oidc",
    name: "single sign-on",
    type: "oauth",
    wellKnown: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    authorization: { params: { scope: oidc.scope } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      request({ client, tokens: { id_token = "", access_token = "" } }) {
        const hasUserinfo = client.issuer.metadata.userinfo_endpoint !== undefined;
        const userinfo = hasUserinfo ? () => client.userinfo(access_token) : null;
        return completeClaims(decodeJwt(id_token), oidc, userinfo);
      },
    },
    profile: (claims) => ({ id: String(claims.sub), ...personOfClaims(claims, oidc) }),
  };
}

function demoProvider() {
  return credentialsProvider({
    name: "a demo account",
    credentials: {
      email: { label: "Email", type: "email", placeholder: "user@acme.example" },
      password: { label: "Password", type: "password", placeholder: DEMO_PASSWORD },
    },
    authorize(credentials) {
      const person = personOfCredentials(credentials);
      return person?.userId ? { id: person.userId, ...person } : null;
    },
  });
}

/** `url` when it leads back to this app, otherwise the app's start page. */
function sameOriginUrl(url: string, baseUrl: string): string {
  const target = URL.parse(url, baseUrl);
  return target?.origin === baseUrl ? target.href : baseUrl;
}
