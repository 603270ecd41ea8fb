import { describe, expect, onTestFinished, test } from "vitest";
import { revocationContract, targetOf } from "#lib/gateway/identity/revocation.contract.ts";
import { redisRevocations, type SharedRevocations } from "#lib/gateway/stores/redis-revocations.ts";
import { type Backing, TRANSPORTS, useRedis } from "./backings.ts";
import { limited } from "./limited.ts";

const NOW = Date.now();
const TONIGHT = Math.floor(NOW / 1000) + 12 * 3600;
// Refreshed by hand, so that no test has to wait.
const NEVER_MS = 2_000_000;
// A busy machine is no outage.
const PATIENT_MS = 10_000;

describe.each(TRANSPORTS)("revocations over %s", (transport) => {
  const backing = useRedis(transport);

  revocationContract("in one process", () => replica(backing).list);

  test("are known on a replica that refreshes after them", async () => {
    const [one, two] = [replica(backing).list, replica(backing).list];
    const subject = newSubject();
    await two.refresh();
    await one.revoke(targetOf("user", subject), TONIGHT);
    const before = two.revocationOf(subject, NOW);

    await two.refresh();

    expect([before, two.revocationOf(subject, NOW)]).toEqual([null, "user"]);
    expect(two.revocationOf(subject, TONIGHT * 1000)).toBeNull();
  });

  test("are known on a replica that starts after them, however many", async () => {
    const one = replica(backing).list;
    const subjects = Array.from({ length: 1203 }, newSubject);
    await Promise.all(subjects.map((subject) => one.revoke(targetOf("session", subject), TONIGHT)));

    const two = replica(backing).list;
    await two.refresh();

    expect(subjects.filter((subject) => two.revocationOf(subject, NOW) === null)).toEqual([]);
  });

  test("stand while the store is gone, and reach it when it is back", async () => {
    const one = replica(backing);
    const [known, late] = [newSubject(), newSubject()];
    await one.list.revoke(targetOf("org", known), TONIGHT);
    await backing.server.kill();

    const isShared = await one.list.revoke(targetOf("user", late), TONIGHT);
    await one.list.refresh();

    expect(isShared).toBe(false);
    expect(one.list.revocationOf(known, NOW)).toBe("org");
    expect(one.list.revocationOf(late, NOW)).toBe("user");

    await backing.server.restart();
    await one.recovered();
    await one.list.refresh();
    const two = replica(backing).list;
    await two.refresh();

    expect(two.revocationOf(known, NOW)).toBe("org");
    expect(two.revocationOf(late, NOW)).toBe("user");
  });

  test("are told to a store that lost them, also when others were added since", async () => {
    const [one, two] = [replica(backing).list, replica(backing).list];
    const [old, recent] = [newSubject(), newSubject()];
    await one.revoke(targetOf("session", old), TONIGHT);
    await one.refresh();
    await backing.server.command("FLUSHALL");
    await two.revoke(targetOf("session", recent), TONIGHT);

    await one.refresh();
    const three = replica(backing).list;
    await three.refresh();

    expect(one.revocationOf(recent, NOW)).toBe("session");
    expect(three.revocationOf(old, NOW)).toBe("session");
  });

  test("leave the store when they have ended", async () => {
    await backing.server.command("FLUSHALL");
    const one = replica(backing).list;
    await one.revoke(targetOf("session", newSubject()), TONIGHT);
    const tomorrow = replica(backing, () => NOW + 24 * 3_600_000).list;

    await tomorrow.revoke(targetOf("session", newSubject()), TONIGHT);

    expect(await backing.server.command("ZCARD", "eloquent:{revoked}:ends")).toBe(1);
    expect(await backing.server.command("ZCARD", "eloquent:{revoked}:log")).toBe(1);
    expect(await backing.server.command("TTL", "eloquent:{revoked}:state")).toBeGreaterThan(3600);
  });
});

type Replica = { readonly list: SharedRevocations; recovered(): Promise<void> };

function replica(backing: Backing, clock = () => NOW): Replica {
  const redis = backing.connect();
  const { health, recovered } = limited(redis, PATIENT_MS);
  const list = redisRevocations({ redis, health, clock, refreshEveryMs: NEVER_MS });
  onTestFinished(() => list.close());
  return { list, recovered };
}

function newSubject() {
  const own = crypto.randomUUID();
  return { orgId: `o-${own}`, userId: `u-${own}`, sessionId: `s-${own}` };
}
