import { DEMO_PASSWORD } from "#demo/accounts.ts";
import { Browser, type Page } from "./browser.ts";

/** The token that next-auth wants in every form. */
export async function csrfToken(browser: Browser, appUrl: string): Promise<string> {
  const response = await browser.send(`${appUrl}/api/auth/csrf`);
  const { csrfToken } = JSON.parse(await response.text());
  return csrfToken;
}

/** A browser in which a demo account has signed in. */
export async function signInAs(appUrl: string, email: string): Promise<Browser> {
  const browser = new Browser();
  await submitCredentials(browser, appUrl, { email, password: DEMO_PASSWORD });
  return browser;
}

/** Sends the demo sign-in form; the answer is not followed. */
export async function submitCredentials(
  browser: Browser,
  appUrl: string,
  credentials: Readonly<Record<string, string>>,
): Promise<Response> {
  const form = { ...credentials, csrfToken: await csrfToken(browser, appUrl) };
  const body = new URLSearchParams(form);
  return browser.send(`${appUrl}/api/auth/callback/credentials`, { method: "POST", body });
}

/** Signs in with the provider as a person does: its sign-in form, then its consent form. */
export async function signInWithProvider(
  browser: Browser,
  appUrl: string,
  login: string,
): Promise<Page> {
  const form = { csrfToken: await csrfToken(browser, appUrl), callbackUrl: "/" };
  const loginPage = await browser.submit(`${appUrl}/api/auth/signin/oidc`, form);
  const consentPage = await browser.submit(await formAction(loginPage), {
    prompt: "login",
    login,
    password: "any",
  });
  return browser.submit(await formAction(consentPage), { prompt: "consent" });
}

/** Where the provider's page sends its form. */
export async function formAction({ url, response }: Page): Promise<string> {
  const action = /<form[^>]* action="([^"]+)"/.exec(await response.text())?.[1];
  if (action === undefined) throw new Error(`no form at ${url} (${response.status})`);
  return new URL(action, url).href;
}

/** What the token endpoint answers this browser. */
export async function requestToken(browser: Browser, appUrl: string, headers: HeadersInit = {}) {
  const response = await browser.send(`${appUrl}/api/gateway-token`, { headers });
  return { response, body: JSON.parse(await response.text()) };
}
