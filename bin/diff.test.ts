import { expect, test } from "vitest";
import { GOOD_ROUTES, routesFolder } from "#tests/support/routes-folder.ts";

const folder = routesFolder();

test.concurrent("diff ends with 1 on a loosening and with 0 on the way back", async () => {
  const there = await folder.run("diff routes.yaml looser.yaml");
  const back = await folder.run("diff looser.yaml routes.yaml");
  const same = await folder.run("diff routes.yaml routes.yaml");

  expect([there.code, back.code, same.code]).toEqual([1, 0, 0]);
  expect(there.stdout).toContain(
    "Lets more in\n  POST /api/v1/agents  asks for no scope instead of",
  );
  expect(back.stdout).toContain("Lets less in\n");
  expect(same.stdout).toBe("Nothing changes for those who call.\n");
});

test.concurrent("diff writes Markdown in which no placeholder or pipe is markup", async () => {
  folder.write(
    "added.yaml",
    `${GOOD_ROUTES}  - { path: "/api/v1/a|b_{id}", method: GET, proxy_upstream: $SERVICE }\n`.replace(
      "a|b_{id}",
      "a_b/{id}",
    ),
  );

  const { code, stdout } = await folder.run("diff routes.yaml added.yaml --markdown");

  expect(code).toBe(0);
  expect(stdout).toContain(
    "| GET /api/v1/a\\_b/\\{id\\} | now needs a token, for every role with no scope | `made-private` |",
  );
});

test.concurrent("diff gives programs every change by its id", async () => {
  const { isLooser, changes } = await folder.json("diff routes.yaml looser.yaml --json");

  expect(isLooser).toBe(true);
  expect(changes).toMatchObject([{ id: "scopes-loosened", effect: "looser" }]);
});
