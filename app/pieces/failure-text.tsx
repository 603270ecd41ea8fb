import { CopyButton } from "./copy-button.tsx";
import type { Failure } from "./error-envelope.ts";
import styles from "./failure-text.module.css";

/** A failure in words, with its code and the request id to quote when asking for help. */
export function FailureText({ failure }: { failure: Failure }) {
  const { code, message, requestId } = failure;
  return (
    <div className={`notice ${styles.failure}`}>
      {code === null ? null : <code className={styles.code}>{code}</code>}
      <p className={styles.message}>{message}</p>
      {requestId === null ? null : (
        <p className={styles.request}>
          <span>
            Request id <code>{requestId}</code>
          </span>
          <CopyButton text={requestId} label="Copy id" />
        </p>
      )}
    </div>
  );
}
