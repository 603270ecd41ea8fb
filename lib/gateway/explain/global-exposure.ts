import { OPERATE_SCOPE } from "../config/roles.ts";
import type { GatewayConfig } from "../config/schema.ts";
import type { Change } from "./exposure.ts";
import { limitChange } from "./limit-exposure.ts";

/** What changes for all routes at once: what roles are granted, other origins, bad tokens. */
export function globalChanges(before: GatewayConfig, after: GatewayConfig): Change[] {
  return [...roles(before, after), ...origins(before, after), ...failures(before, after)];
}

function roles(before: GatewayConfig, after: GatewayConfig): Change[] {
  // Nobody could have been kept out by a scope that nothing asked for.
  const known = new Set([...before.scopeCatalogue, OPERATE_SCOPE]);
  const names = new Set([...before.roles.keys(), ...after.roles.keys()]);
  return [...names].flatMap((role) => {
    const had = before.roles.get(role) ?? [];
    const has = after.roles.get(role) ?? [];
    const granted = has.filter((scope) => !had.includes(scope) && known.has(scope));
    const withdrawn = had.filter((scope) => !has.includes(scope));
    return [
      ...told(
        "scopes-granted",
        "looser",
        `the role ${role} is granted ${granted.join(", ")}`,
        granted,
      ),
      ...told(
        "scopes-withdrawn",
        "tighter",
        `the role ${role} loses ${withdrawn.join(", ")}`,
        withdrawn,
      ),
    ].map((change): Change => ({ ...change, subject: "roles" }));
  });
}

function origins({ cors: before }: GatewayConfig, { cors: after }: GatewayConfig): Change[] {
  const added = after.allowedOrigins.filter((origin) => !before.allowedOrigins.includes(origin));
  const removed = before.allowedOrigins.filter((origin) => !after.allowedOrigins.includes(origin));
  const changes = [
    ...told("origins-allowed", "looser", `pages of ${added.join(", ")} may read answers`, added),
    ...told(
      "origins-refused",
      "tighter",
      `pages of ${removed.join(", ")} may no longer read answers`,
      removed,
    ),
  ];
  if (before.allowCredentials !== after.allowCredentials) {
    changes.push(
      after.allowCredentials
        ? {
            id: "credentials-allowed",
            effect: "looser",
            message: "pages of other origins may send cookies",
          }
        : {
            id: "credentials-refused",
            effect: "tighter",
            message: "pages of other origins may no longer send cookies",
          },
    );
  }
  return changes.map((change): Change => ({ ...change, subject: "cors" }));
}

function failures(before: GatewayConfig, after: GatewayConfig): Change[] {
  const found = limitChange(before.authFailures, after.authFailures);
  if (found === null) return [];
  const id = found.effect === "looser" ? "bad-tokens-loosened" : "bad-tokens-tightened";
  return [
    {
      ...found,
      id,
      subject: "defaults.auth_failures",
      message: `invalid tokens: an address ${found.message}`,
    },
  ];
}

function told(id: string, effect: "looser" | "tighter", message: string, why: readonly string[]) {
  return why.length === 0 ? [] : [{ id, effect, message }];
}
