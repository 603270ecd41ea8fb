import { expect } from "playwright/test";
import { makeToken } from "#tests/support/tokens.ts";
import { test } from "./fixtures.ts";

test("a call shows status, time, headers and body of the org's own agents", async ({
  page,
  signIn,
  send,
}) => {
  await signIn("viewer@acme.example");

  await send("GET /api/v1/agents");

  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByText("200 OK", { exact: true })).toBeVisible();
  await expect(answer.getByText("First byte")).toBeVisible();
  await expect(answer.getByText('"Support triage"')).toBeVisible();
  await answer.getByText(/^Headers/).click();
  const requestId = answer.getByText("x-request-id", { exact: true }).locator("xpath=../dd");
  await expect(requestId).toHaveText(/^req-[0-9a-f]{16,}$/);
});

test("another organisation sees its own agents and none of the first", async ({
  page,
  signIn,
  send,
}) => {
  await signIn("user@globex.example");

  await send("GET /api/v1/agents");

  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByText('"Grid forecaster"')).toBeVisible();
  await expect(answer.getByText('"Support triage"')).toHaveCount(0);
});

test("a viewer is warned of the missing scope, and refused with the envelope", async ({
  page,
  signIn,
  send,
}) => {
  await signIn("viewer@acme.example");

  await send("POST /api/v1/agents");

  await expect(page.getByText("your token lacks it")).toBeVisible();
  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByText("403 Forbidden", { exact: true })).toBeVisible();
  await expect(answer.getByText("INSUFFICIENT_SCOPE", { exact: true })).toBeVisible();
  await expect(answer.getByText("The token lacks the scope write:agents")).not.toHaveCount(0);
});

test("a user creates an agent with the body they typed", async ({ page, signIn, choose, send }) => {
  await signIn("user@acme.example");
  await choose("POST /api/v1/agents");
  await page.getByLabel("JSON body").fill('{ "name": "Nightly report" }');

  await send("POST /api/v1/agents");

  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByText("201 Created", { exact: true })).toBeVisible();
  await expect(answer.getByText('"Nightly report"')).toBeVisible();
});

test("listed ids are offered for the routes that take one", async ({
  page,
  signIn,
  choose,
  send,
}) => {
  await signIn("viewer@acme.example");
  await send("GET /api/v1/workflows");
  await expect(page.getByText('"ticket-intake"')).toBeVisible();

  await choose("GET /api/v1/workflows/{id}");

  await expect(page.locator("datalist option[value=ticket-intake]")).toBeAttached();
  await page.getByLabel("id", { exact: true }).fill("ticket-intake");
  await page.keyboard.press("Enter");
  await expect(page.getByText("GET /api/v1/workflows/ticket-intake")).toBeVisible();
  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();
});

test("a call without the token is refused with 401", async ({ page, signIn, send }) => {
  await signIn("user@acme.example");
  await page.getByLabel("With my token").uncheck();

  await send("GET /api/v1/agents");

  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByText("UNAUTHORIZED", { exact: true })).toBeVisible();
});

test("an expired token is replaced and the call sent again with one click", async ({
  page,
  signIn,
  send,
}) => {
  const token = await makeToken({ expiresIn: -60 });
  await page.route("**/api/gateway-token", (route) =>
    route.fulfill({ json: { token, expiresIn: 3600 } }),
  );
  await signIn("user@acme.example");
  await page.unroute("**/api/gateway-token");
  await send("GET /api/v1/agents");
  await expect(page.getByText("EXPIRED_TOKEN", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Mint a new token and send again" }).click();

  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();
});

test("an unreachable gateway is said to be so", async ({ page, context, signIn, send }) => {
  await signIn("user@acme.example");
  await context.setOffline(true);

  await send("GET /api/v1/agents");

  await expect(page.getByText("The gateway could not be reached. Check")).toBeVisible();
});

test("the request can be taken to a terminal without the token in it", async ({
  page,
  context,
  signIn,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn("user@acme.example");

  await page.getByRole("button", { name: "Copy as curl" }).click();

  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(
    `curl -i -N '${new URL(page.url()).origin}/api/v1/agents' \\\n  -H "Authorization: Bearer $TOKEN"`,
  );
});
