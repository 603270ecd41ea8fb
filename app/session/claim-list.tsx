import type { TokenClaims } from "#lib/client/token-claims.ts";
import styles from "./claim-list.module.css";

const TIMES: readonly string[] = ["iat", "exp", "nbf"];

/** Every claim of a token, by name; times also as the clock on the wall shows them. */
export function ClaimList({ claims }: { claims: TokenClaims }) {
  return (
    <dl className={styles.claims} aria-label="Claims">
      {claims.all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <ClaimValue name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ClaimValue({ name, value }: { name: string; value: unknown }) {
  if (Array.isArray(value)) return <Chips values={value} />;
  if (TIMES.includes(name) && typeof value === "number") {
    const at = new Date(value * 1000);
    return (
      <time dateTime={at.toISOString()} title={`${value} s since 1970`}>
        {at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}
      </time>
    );
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function Chips({ values }: { values: readonly unknown[] }) {
  if (values.length === 0) return <span className="soft">none</span>;
  return (
    <ul className={styles.chips}>
      {values.map((value) => (
        <li key={String(value)} className="chip">
          {String(value)}
        </li>
      ))}
    </ul>
  );
}
