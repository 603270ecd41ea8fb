import { announceSignOut } from "#lib/client/session-channel.ts";
import { type Failure, failureInEnvelope, member } from "../pieces/error-envelope.ts";

/** How far a call to the session's endpoints got: where to go next, or why not. */
export type SessionAnswer =
  | Readonly<{ ok: true; url: string }>
  | Readonly<{ ok: false; failure: Failure }>;

const HOME = "/";

/** Signs in with an email and password; `to` is the path to go on to. */
export function signInWithPassword(
  email: string,
  password: string,
  to: string,
): Promise<SessionAnswer> {
  return post("callback/credentials", { email, password }, to);
}

/** Asks where the OpenID provider wants the browser to go, who then comes back to `to`. */
export function signInWithProvider(to: string): Promise<SessionAnswer> {
  return post("signin/oidc", {}, to);
}

/** Ends the session, and the tokens that this browser's pages hold. */
export async function signOut(): Promise<SessionAnswer> {
  const answer = await post("signout", {}, HOME);
  if (answer.ok) announceSignOut();
  return answer;
}

// The form of next-auth's own pages, asked to answer in JSON instead of redirecting.
async function post(
  action: string,
  fields: Record<string, string>,
  callbackUrl: string,
): Promise<SessionAnswer> {
  const csrf = await ask("/api/auth/csrf", { cache: "no-store" });
  if ("failure" in csrf) return { ok: false, failure: csrf.failure };
  const csrfToken = String(member(csrf.body, "csrfToken"));
  const body = new URLSearchParams({ ...fields, csrfToken, callbackUrl, json: "true" });
  const answer = await ask(`/api/auth/${action}`, { method: "POST", body });
  if ("failure" in answer) return { ok: false, failure: answer.failure };
  const url = new URL(String(member(answer.body, "url") ?? HOME), window.location.href);
  const error = url.searchParams.get("error");
  return error === null
    ? { ok: true, url: url.href }
    : { ok: false, failure: failed(signInError(error)) };
}

async function ask(
  path: string,
  init: RequestInit,
): Promise<Readonly<{ body: unknown }> | Readonly<{ failure: Failure }>> {
  try {
    const response = await fetch(path, init);
    const text = await response.text();
    const failure = failureInEnvelope(text);
    if (failure !== null) return { failure };
    return { body: JSON.parse(text) };
  } catch {
    return { failure: failed("The gateway could not be reached. Is it running?") };
  }
}

/** An error of the sign-in, as next-auth names it in the address, in a sentence. */
export function signInError(name: string): string {
  const unconfirmed = "The identity provider did not confirm the sign-in. Try once more.";
  const known: Readonly<Record<string, string>> = {
    CredentialsSignin: "This email and password do not belong together.",
    AccessDenied: "The sign-in was declined.",
    OAuthCallback: unconfirmed,
    Callback: unconfirmed,
    OAuthSignin: "The identity provider could not be reached. Try again in a moment.",
    SessionRequired: "Sign in to see this page.",
  };
  return known[name] ?? "The sign-in did not work. Try once more.";
}

function failed(message: string): Failure {
  return { code: null, message, requestId: null };
}
