import { CopyButton } from "../pieces/copy-button.tsx";
import { FailureText } from "../pieces/failure-text.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { byteSize } from "../pieces/quantities.ts";
import { SaveButton } from "../pieces/save-button.tsx";
import type { AnswerBody } from "./answer.ts";
import styles from "./body-view.module.css";
import { EventLog } from "./event-log.tsx";

/** An answer's body in the form that suits it. */
export function BodyView({ body }: { body: AnswerBody }) {
  switch (body.kind) {
    case "arriving":
      return <p className="soft">Receiving… {byteSize(body.bytes)}</p>;
    case "empty":
      return <p className="soft">The answer has no body.</p>;
    case "broken":
      return <p className="notice">The body broke off after {byteSize(body.bytes)}.</p>;
    case "failure":
      return (
        <>
          <FailureText failure={body.failure} />
          <TextBody text={body.text} />
        </>
      );
    case "text":
      return <TextBody text={body.text} />;
    case "file":
      return (
        <p className={styles.file}>
          <span>
            {byteSize(body.file.size)} of {body.file.type || "unnamed type"}
          </span>
          <SaveButton file={body.file} name={body.name} />
        </p>
      );
    case "events":
      return <EventLog events={body.events} count={body.count} ending={body.ending} />;
  }
}

function TextBody({ text }: { text: string }) {
  return (
    <div className={styles.text}>
      <div className={styles.bar}>
        <span>Body</span>
        <CopyButton text={text} label="Copy" />
      </div>
      <JsonText text={text} />
    </div>
  );
}
