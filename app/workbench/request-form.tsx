import type { ReactNode } from "react";
import { BodyField } from "./body-field.tsx";
import type { Draft } from "./draft.ts";
import { PathFields } from "./path-fields.tsx";
import styles from "./request-form.module.css";

type Props = {
  path: string;
  draft: Draft;
  /** Ids seen in earlier answers, offered for the path. */
  knownIds: readonly string[];
  onDraft: (draft: Draft) => void;
  onSend: () => void;
  /** The buttons. */
  children: ReactNode;
};

/** The blanks of a request: path, query and body. */
export function RequestForm({ path, draft, knownIds, onDraft, onSend, children }: Props) {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <div className={styles.row}>
        <PathFields
          path={path}
          values={draft.values}
          knownIds={knownIds}
          onValues={(values) => onDraft({ ...draft, values })}
        />
        <label className={styles.field}>
          <span className={styles.label}>
            Query <span className="soft">optional</span>
          </span>
          <input
            className={styles.input}
            value={draft.query}
            placeholder="limit=10"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onDraft({ ...draft, query: event.target.value })}
          />
        </label>
      </div>
      {draft.bodyKind === "none" ? null : <BodyField draft={draft} onDraft={onDraft} />}
      {children}
    </form>
  );
}
