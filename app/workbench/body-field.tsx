import { jsonTokens } from "../pieces/json-tokens.ts";
import styles from "./body-field.module.css";
import type { Draft } from "./draft.ts";
import formStyles from "./request-form.module.css";

type Props = { draft: Draft; onDraft: (draft: Draft) => void };

const kinds = [
  { kind: "json", text: "JSON" },
  { kind: "file", text: "File" },
] as const;

/** The request's body: JSON to type, or a file to choose. */
export function BodyField({ draft, onDraft }: Props) {
  return (
    <fieldset className={styles.body}>
      <div className={styles.top}>
        <legend className={formStyles.label}>Body</legend>
        <div className={styles.kinds}>
          {kinds.map(({ kind, text }) => (
            <label key={kind} className={styles.kind}>
              <input
                type="radio"
                name="body-kind"
                checked={draft.bodyKind === kind}
                onChange={() => onDraft({ ...draft, bodyKind: kind })}
              />
              {text}
            </label>
          ))}
        </div>
      </div>
      {draft.bodyKind === "json" ? (
        <JsonField draft={draft} onDraft={onDraft} />
      ) : (
        <input
          type="file"
          required
          aria-label="File to send"
          className={styles.file}
          onChange={(event) => onDraft({ ...draft, file: event.target.files?.[0] ?? null })}
        />
      )}
    </fieldset>
  );
}

function JsonField({ draft, onDraft }: Props) {
  const isFaulty = jsonTokens(draft.json) === null;
  return (
    <>
      <textarea
        className={`${formStyles.input} ${styles.json}`}
        aria-label="JSON body"
        aria-describedby="json-hint"
        rows={Math.min(16, Math.max(4, draft.json.split("\n").length))}
        spellCheck={false}
        value={draft.json}
        onChange={(event) => onDraft({ ...draft, json: event.target.value })}
        onKeyDown={(event) => {
          const isChord = event.key === "Enter" && (event.ctrlKey || event.metaKey);
          if (isChord) event.currentTarget.form?.requestSubmit();
        }}
      />
      <span id="json-hint" className={formStyles.hint}>
        {isFaulty ? "This is not valid JSON; it goes out as it is." : "Ctrl + Enter sends."}
      </span>
    </>
  );
}
