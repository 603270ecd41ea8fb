import { expect, test } from "vitest";
import { RevocationTable } from "./revocation-table.ts";

const revocation = (sessionId: string, untilSeconds: number) => ({
  target: { kind: "session" as const, sessionId },
  untilSeconds,
});
const holds = (table: RevocationTable, sessionId: string) =>
  table.find({ orgId: "o", userId: "u", sessionId }, 0) !== null;

test("makes room by what has ended", () => {
  const table = new RevocationTable(2);
  table.add(revocation("first", 100), 0);
  table.add(revocation("ended", 10), 0);

  table.add(revocation("new", 100), 10_000);

  expect([holds(table, "first"), holds(table, "new"), table.size]).toEqual([true, true, 2]);
});

test("forgets the revocation that was added first when it is full of others that hold", () => {
  const table = new RevocationTable(2);
  for (const id of ["first", "second", "third"]) table.add(revocation(id, 100), 0);

  expect([holds(table, "first"), holds(table, "second"), holds(table, "third")]).toEqual([
    ...[false, true, true],
  ]);
});

test("drops what has ended", () => {
  const table = new RevocationTable();
  table.add(revocation("ended", 10), 0);

  table.dropExpired(10_000);

  expect(table.entries()).toEqual([]);
});
