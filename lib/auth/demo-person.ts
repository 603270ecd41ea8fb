import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "../../demo/accounts.ts";
import type { Person } from "./person.ts";

const Credentials = z.object({ email: z.string(), password: z.string() });

/** The demo account that these credentials (a sign-in form's fields) belong to, or null. */
export function personOfCredentials(credentials: unknown): Person | null {
  const given = Credentials.safeParse(credentials);
  if (!given.success) return null;
  const email = given.data.email.trim().toLowerCase();
  const account = DEMO_ACCOUNTS.filter((candidate) => isSame(candidate.email, email))[0];
  // The password is compared for unknown accounts too: the time taken names no account.
  const isPassword = isSame(DEMO_PASSWORD, given.data.password);
  if (account === undefined || !isPassword) return null;
  const { userId, orgId, role, name } = account;
  return { userId, orgId, role, name, email };
}

// Digests have one length, so the comparison takes one time.
function isSame(expected: string, given: string): boolean {
  return timingSafeEqual(digest(expected), digest(given));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
