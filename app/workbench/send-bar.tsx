import { CopyButton } from "../pieces/copy-button.tsx";
import { useHydrated } from "../pieces/use-hydrated.ts";
import styles from "./send-bar.module.css";

type Props = {
  isRunning: boolean;
  onStop: () => void;
  /** Null on routes that look at no token. */
  token: Readonly<{ isWanted: boolean; isHeld: boolean }> | null;
  onTokenWanted: (isWanted: boolean) => void;
  curl: string;
  /** The call in TypeScript. */
  code: string;
};

/** Send or stop, with or without the token, or take the request to a terminal. */
export function SendBar({ isRunning, onStop, token, onTokenWanted, curl, code }: Props) {
  const isHydrated = useHydrated();
  return (
    <div className={styles.bar}>
      {isRunning ? (
        <button key="stop" type="button" className={`button ${styles.main}`} onClick={onStop}>
          Stop
        </button>
      ) : (
        <button
          key="send"
          type="submit"
          className={`button ${styles.main}`}
          data-kind="primary"
          disabled={!isHydrated}
        >
          Send
        </button>
      )}
      {token === null ? null : (
        <label className={styles.token}>
          <input
            type="checkbox"
            checked={token.isWanted}
            onChange={(event) => onTokenWanted(event.target.checked)}
          />
          {token.isHeld ? "With my token" : "With my token (none yet)"}
        </label>
      )}
      <span className={styles.end}>
        <CopyButton text={curl} label="Copy as curl" />
        <CopyButton text={code} label="Copy as code" />
      </span>
    </div>
  );
}
