import { Initials } from "../pieces/initials.tsx";
import styles from "./demo-accounts.module.css";

/** What the page shows of a demo account. */
export type DemoCard = Readonly<{ email: string; name: string; role: string; orgName: string }>;

type Props = {
  accounts: readonly DemoCard[];
  /** The email of the account being signed in, or something else that is busy, or null. */
  busyWith: string | null;
  onChoose: (email: string) => void;
};

/** The demo accounts; one click signs in. */
export function DemoAccounts({ accounts, busyWith, onChoose }: Props) {
  return (
    <div className={styles.accounts}>
      <p className="soft">Demo accounts, one click each</p>
      <ul className={styles.list}>
        {accounts.map(({ email, name, role, orgName }) => (
          <li key={email}>
            <button
              type="button"
              className={styles.account}
              disabled={busyWith !== null}
              aria-busy={busyWith === email}
              onClick={() => onChoose(email)}
            >
              <Initials name={name} />
              <span className={styles.who}>
                <span className={styles.name}>{name}</span>
                <span className="soft">{busyWith === email ? "Signing in…" : email}</span>
              </span>
              <span className={styles.part}>
                <span className="chip">{role}</span>
                <span className="soft">{orgName}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
