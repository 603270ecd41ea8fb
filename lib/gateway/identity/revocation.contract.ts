import { describe, expect, test } from "vitest";
import type { RevocationList, RevocationTarget } from "./revocation.ts";

const NOW = Date.now();
const HOUR = 3600;
const seconds = (ms: number) => Math.floor(ms / 1000);
const TONIGHT = seconds(NOW) + 12 * HOUR;

/** What every RevocationList promises. Ids are the test's own; lists may share a store. */
export function revocationContract(name: string, create: () => RevocationList): void {
  describe(name, () => {
    const ids = () => {
      const own = crypto.randomUUID();
      return { orgId: `o-${own}`, userId: `u-${own}`, sessionId: `s-${own}` };
    };

    test("knows nothing of those who were not revoked", async () => {
      const list = create();
      const { orgId } = ids();
      await list.revoke({ kind: "org", orgId }, TONIGHT);

      expect(list.revocationOf(ids(), NOW)).toBeNull();
    });

    test.each(["session", "user", "org"] as const)("revokes a %s", async (kind) => {
      const list = create();
      const subject = ids();

      const isShared = await list.revoke(targetOf(kind, subject), TONIGHT);

      expect(isShared).toBe(true);
      expect(list.revocationOf(subject, NOW)).toBe(kind);
    });

    test("revokes before the store has answered", () => {
      const list = create();
      const subject = ids();

      void list.revoke(targetOf("session", subject), TONIGHT);

      expect(list.revocationOf(subject, NOW)).toBe("session");
    });

    test("leaves the other sessions of a user alone", async () => {
      const list = create();
      const subject = ids();
      await list.revoke(targetOf("session", subject), TONIGHT);

      expect(list.revocationOf({ ...subject, sessionId: "other" }, NOW)).toBeNull();
      expect(list.revocationOf({ ...subject, sessionId: null }, NOW)).toBeNull();
    });

    test("leaves another organisation's user of the same id alone", async () => {
      const list = create();
      const subject = ids();
      await list.revoke(targetOf("user", subject), TONIGHT);

      expect(list.revocationOf({ ...subject, orgId: "other" }, NOW)).toBeNull();
    });

    test("keeps users apart whose ids differ only in where they are cut", async () => {
      const list = create();
      const { orgId } = ids();
      await list.revoke({ kind: "user", orgId: `${orgId}1`, userId: "2:3" }, TONIGHT);

      for (const userId of ["12:3", "1:2:3", "2:3", "2:31"]) {
        expect(list.revocationOf({ orgId, userId, sessionId: null }, NOW)).toBeNull();
      }
    });

    test("says that the organisation is revoked before it speaks of the user", async () => {
      const list = create();
      const subject = ids();
      for (const kind of ["session", "user", "org"] as const) {
        await list.revoke(targetOf(kind, subject), TONIGHT);
      }

      expect(list.revocationOf(subject, NOW)).toBe("org");
    });

    test("ends with the moment it was given, and is never shortened", async () => {
      const list = create();
      const subject = ids();
      await list.revoke(targetOf("user", subject), TONIGHT);
      await list.revoke(targetOf("user", subject), seconds(NOW) + 2 * HOUR);

      expect(list.revocationOf(subject, TONIGHT * 1000 - 1)).toBe("user");
      expect(list.revocationOf(subject, TONIGHT * 1000)).toBeNull();
    });

    test("outlives every token that was made before it", async () => {
      const list = create();
      const subject = ids();
      await list.revoke(targetOf("session", subject), 0);

      expect(list.revocationOf(subject, NOW + (HOUR + 5) * 1000)).toBe("session");
      expect(list.revocationOf(subject, NOW + 2 * HOUR * 1000)).toBeNull();
    });

    test("takes any text for an id", async () => {
      const list = create();
      const subject = { ...ids(), userId: '"\u00e9\u{1f511} \\ {}' };
      await list.revoke(targetOf("user", subject), TONIGHT);

      expect(list.revocationOf(subject, NOW)).toBe("user");
    });
  });
}

type Ids = { readonly orgId: string; readonly userId: string; readonly sessionId: string };

/** What of the subject is revoked. */
export function targetOf(kind: RevocationTarget["kind"], subject: Ids): RevocationTarget {
  const { orgId, userId, sessionId } = subject;
  if (kind === "org") return { kind, orgId };
  return kind === "user" ? { kind, orgId, userId } : { kind, sessionId };
}
