import { AnswerStatus } from "../pieces/answer-status.tsx";
import { CopyButton } from "../pieces/copy-button.tsx";
import { byteSize, elapsed } from "../pieces/quantities.ts";
import type { AnswerBody, AnswerHead } from "./answer.ts";
import styles from "./answer-summary.module.css";

type Props = { head: AnswerHead; body: AnswerBody; totalMs: number | null };

/** Status, times, size and request id. */
export function AnswerSummary({ head, body, totalMs }: Props) {
  const { status, statusText, headMs, requestId } = head;
  const size = sizeOf(body);
  return (
    <div className={styles.summary}>
      <AnswerStatus status={status} isLarge>
        {status === 0 ? "Redirect" : `${status} ${statusText}`}
      </AnswerStatus>
      <dl className={styles.facts}>
        <Fact name="First byte" value={elapsed(headMs)} />
        {totalMs === null ? null : <Fact name="Total" value={elapsed(totalMs)} />}
        {size === null ? null : <Fact name="Size" value={size} />}
      </dl>
      {requestId === null ? null : (
        <span className={styles.request}>
          <span className="soft">Request id</span> <code>{requestId}</code>
          <CopyButton text={requestId} label="Copy" />
        </span>
      )}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function sizeOf(body: AnswerBody): string | null {
  switch (body.kind) {
    case "arriving":
    case "text":
    case "failure":
    case "broken":
      return byteSize(body.bytes);
    case "file":
      return byteSize(body.file.size);
    case "events":
      return `${body.count} ${body.count === 1 ? "event" : "events"}`;
    default:
      return null;
  }
}
