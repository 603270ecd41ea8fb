import type { OidcEnv } from "../env.ts";
import { type ClaimSet, singleClaim } from "./claim-path.ts";
import type { Person } from "./person.ts";

type ClaimNames = Pick<OidcEnv, "orgClaim" | "userClaim" | "roleClaim">;

/** Who the provider says has signed in. What it does not say is null: nothing is ever assumed. */
export function personOfClaims(claims: ClaimSet, names: ClaimNames): Person {
  return {
    userId: singleClaim(claims, names.userClaim),
    orgId: singleClaim(claims, names.orgClaim),
    role: singleClaim(claims, names.roleClaim),
    name: singleClaim(claims, "name"),
    email: singleClaim(claims, "email"),
  };
}

/**
 * The claims of the (verified) ID token, completed from the provider's userinfo, if it has any,
 * when one that a gateway token needs is missing. Rejects when userinfo speaks of somebody else.
 */
export async function completeClaims(
  idToken: ClaimSet,
  names: ClaimNames,
  userinfo: (() => Promise<ClaimSet>) | null,
): Promise<ClaimSet> {
  const { userId, orgId, role, email } = personOfClaims(idToken, names);
  const isComplete = ![userId, orgId, role, email].includes(null);
  if (isComplete || userinfo === null) return idToken;
  const further = await userinfo();
  // OpenID Connect Core section 5.3.2: without this, tokens could be substituted.
  if (further.sub !== idToken.sub) throw new Error("userinfo is about another subject");
  return { ...further, ...idToken };
}
