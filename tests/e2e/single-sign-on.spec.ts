import { expect, type Page, test } from "playwright/test";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { CLIENT, type OidcProvider, startOidcProvider } from "#tests/support/oidc-provider.ts";
import { routesFile } from "#tests/support/routes-file.ts";

const PEOPLE = {
  grace: { name: "Grace", email: "grace@example.com", org_id: "org-9", access: { role: "viewer" } },
  norman: { name: "Norman", email: "norman@example.com", access: { role: "viewer" } },
};

let app: App;
let provider: OidcProvider;

test.beforeAll(async () => {
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider({ appUrl, people: PEOPLE, claimsIn: "id_token" });
  const routes = routesFile({ routes: [{ path: "/api/v1/agents" }] });
  const env = {
    UPSTREAM: "http://127.0.0.1:9",
    AUTH_OIDC_ISSUER: provider.issuer,
    AUTH_OIDC_CLIENT_ID: CLIENT.id,
    AUTH_OIDC_CLIENT_SECRET: CLIENT.secret,
    AUTH_OIDC_SCOPE: "openid profile email eloquent",
    AUTH_OIDC_ROLE_CLAIM: "access.role",
  };
  app = await startApp({ routes, env, port });
});

test.afterAll(async () => {
  await app.stop();
  await provider.stop();
});

/** From the start page to the provider's own sign-in form. */
async function goToProvider(page: Page): Promise<void> {
  await page.goto(app.url);
  await page.getByRole("button", { name: "Single sign-on" }).click();
  await page.waitForURL(`${provider.issuer}/**`);
}

async function signInThere(page: Page, login: string): Promise<void> {
  await goToProvider(page);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("a person signs in with the identity provider and holds a token of their org", async ({
  page,
}) => {
  await signInThere(page, "grace");

  await page.getByRole("timer").waitFor();
  await expect(page.getByRole("region", { name: "Who you are" })).toContainText("Grace");
  await expect(page.getByLabel("Claims")).toContainText("org-9");
});

test("a person whom the provider gives no organisation is told what is missing", async ({
  page,
}) => {
  await signInThere(page, "norman");

  await expect(page.getByRole("main").getByRole("alert")).toContainText("org_id is missing");
  await expect(page.getByRole("region", { name: "Who you are" })).toContainText("not given");
});

test("a person who turns back at the provider is offered another try", async ({ page }) => {
  await goToProvider(page);

  await page.getByRole("link", { name: "Cancel" }).click();

  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "did not confirm the sign-in",
  );
  await expect(page.getByRole("button", { name: "Single sign-on" })).toBeEnabled();
});
