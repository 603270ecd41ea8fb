import { Initials } from "../pieces/initials.tsx";
import styles from "./who-panel.module.css";

/** Who has signed in, as the session knows them. Null: the provider did not say. */
export type Who = Readonly<{
  name: string | null;
  email: string | null;
  role: string | null;
  orgId: string | null;
  /** Null when only the id is known. */
  orgName: string | null;
  userId: string | null;
}>;

/** The signed-in person, with whatever the provider left out named as missing. */
export function WhoPanel({ who }: { who: Who }) {
  const facts = [
    ["Role", who.role],
    ["Organisation", who.orgName ?? who.orgId],
    ["User id", who.userId],
  ] as const;
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="who">
      <h2 id="who" className="visually-hidden">
        Who you are
      </h2>
      <div className={styles.person}>
        <Initials name={who.name ?? who.email ?? "?"} />
        <div className={styles.names}>
          <p className={styles.name}>{who.name ?? who.email ?? "Without a name"}</p>
          <p className="soft">{who.email ?? "no email"}</p>
        </div>
      </div>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="soft">{label}</dt>
            <dd>{value === null ? <Missing /> : <span className="mono">{value}</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Missing() {
  return (
    <span className="chip" data-tone="bad">
      not given
    </span>
  );
}
