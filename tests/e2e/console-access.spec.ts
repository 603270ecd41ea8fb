import { expect, type Page } from "playwright/test";
import { ACME_ORG_ID, GLOBEX_ORG_ID } from "#demo/orgs.ts";
import { test } from "./console-fixtures.ts";
import { sendTraffic } from "./console-traffic.ts";

const OWN_CALLS = ["/console/events", "/console/decision?id=req-1", "/console/replay?id=req-1"];

/** What the page's session gets of one of the console's calls, as long as it ends. */
async function asked(page: Page, path: string) {
  const response = await page.request.get(path);
  return { status: response.status(), code: (await response.json()).error?.code };
}

/** The first words of the event stream. */
function greeting(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const response = await fetch("/console/events");
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let text = "";
    while (!text.includes("\n\n")) {
      text += decoder.decode((await reader?.read())?.value, { stream: true });
    }
    await reader?.cancel();
    return text;
  });
}

test("who has not signed in is led to the sign-in, and from there to the console", async ({
  page,
}) => {
  await page.goto("/console");

  await expect(page.getByText("Sign in to see this page.")).toBeVisible();
  await page.getByRole("button", { name: "Ada Admin" }).click();
  await expect(page.getByRole("heading", { name: "Traffic", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/console$/);
});

test("a link cannot choose where a sign-in leads", async ({ page }) => {
  await page.goto("/?to=https%3A%2F%2Fevil.example&error=SessionRequired");

  await page.getByRole("button", { name: "Ada Admin" }).click();

  await page.getByRole("timer").waitFor();
  expect(new URL(page.url()).pathname).toBe("/");
});

test("nothing of the console answers without a session", async ({ page }) => {
  await page.goto("/");

  for (const path of OWN_CALLS) {
    expect(await asked(page, path)).toEqual({ status: 401, code: "UNAUTHORIZED" });
  }
});

test("a user is told why the console is closed, by page and by envelope", async ({
  page,
  signIn,
}) => {
  await signIn("user@acme.example");
  await expect(page.getByRole("link", { name: "Console Live traffic" })).toHaveCount(0);

  for (const view of ["", "/decisions", "/routes", "/try", "/lint"]) {
    const response = await page.goto(`/console${view}`);
    expect(response?.status()).toBe(403);
  }

  await expect(page.getByText("It is for the role admin")).toBeVisible();
  for (const path of OWN_CALLS) {
    expect(await asked(page, path)).toEqual({ status: 403, code: "FORBIDDEN" });
  }
});

test("no page of another site can call the console with the session's cookie", async ({
  page,
  signIn,
}) => {
  await signIn("admin@acme.example");

  for (const path of OWN_CALLS) {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const response = await page.request.get(path, { headers });
    expect(response.status()).toBe(403);
  }
});

test("an admin sees the own organisation alone", async ({ page, app, signIn }) => {
  await sendTraffic(app.url);
  await signIn("admin@acme.example");

  const hello = await greeting(page);

  expect(hello).toContain(ACME_ORG_ID);
  expect(hello).toContain("viewer@acme.example");
  expect(hello).not.toContain(GLOBEX_ORG_ID);
  expect(hello).not.toContain("globex.example");
  expect(hello).toContain('"health":null');
  expect(hello).not.toMatch(/127\.0\.0\.1:(?!9")\d+/);
  await page.goto("/console/lint");
  await expect(page.getByText("gateway:operate")).toBeVisible();
});

test("an admin cannot open another organisation's decision, an operator can", async ({
  page,
  app,
  signIn,
}) => {
  await sendTraffic(app.url);
  await signIn("ops@eloquent.example");
  const seenByOperator = await greeting(page);
  const rows: { requestId: string; orgId: string }[] = JSON.parse(
    /^data: (.*)$/m.exec(seenByOperator)?.[1] ?? "",
  ).decisions;
  const foreign = rows.find(({ orgId }) => orgId === GLOBEX_ORG_ID)?.requestId ?? "";
  const open = `/console/decision?id=${foreign}`;
  const operators = await page.request.get(open);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Ada Admin" }).click();
  await page.getByRole("timer").waitFor();

  const admins = await page.request.get(open);

  expect(foreign).not.toBe("");
  expect(operators.status()).toBe(200);
  expect(await operators.text()).toContain(GLOBEX_ORG_ID);
  expect(admins.status()).toBe(404);
  expect(await admins.text()).not.toContain(GLOBEX_ORG_ID);
});

test("the stream holds no token, cookie, query or secret", async ({ page, app, signIn }) => {
  await signIn("ops@eloquent.example");
  const token = await page.evaluate(async () => {
    const { token } = await (await fetch("/api/gateway-token")).json();
    const headers = { authorization: `Bearer ${token}`, "x-secret": "s3cret" };
    await fetch("/api/v1/agents?key=s3cret", { headers });
    return token;
  });

  const hello = await greeting(page);

  expect(hello).toContain('"path":"/api/v1/agents"');
  expect(hello).not.toContain("s3cret");
  expect(hello).not.toContain(token);
  expect(hello).not.toContain(token.split(".")[2]);
  expect(app.output()).not.toContain("s3cret");
});

test("the stream ends with the session", async ({ page, context, signIn }) => {
  await signIn("admin@acme.example");
  await page.goto("/console");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const elsewhere = await context.newPage();
  await elsewhere.goto("/");

  await elsewhere.getByRole("button", { name: "Sign out" }).click();

  await expect(page.getByText("Signed off")).toBeVisible();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
