import { useId } from "react";
import styles from "./request-form.module.css";
import { pathParameters } from "./request-target.ts";

type Props = {
  path: string;
  values: Readonly<Record<string, string>>;
  knownIds: readonly string[];
  onValues: (values: Readonly<Record<string, string>>) => void;
};

/** One field for each placeholder of a route's path. */
export function PathFields({ path, values, knownIds, onValues }: Props) {
  const listId = useId();
  return pathParameters(path).map(({ name, isRest }, index) => {
    const isIdOffered = index === 0 && !isRest;
    const hintId = `${listId}-${name}`;
    const hint = hintFor(isRest, isIdOffered && knownIds.length === 0 ? path : null);
    return (
      <div key={name} className={styles.field}>
        <label className={styles.field}>
          <span className={styles.label}>{name}</span>
          <input
            className={styles.input}
            value={values[name] ?? ""}
            required
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            list={isIdOffered ? listId : undefined}
            aria-describedby={hint === null ? undefined : hintId}
            onChange={(event) => onValues({ ...values, [name]: event.target.value })}
          />
        </label>
        {hint === null ? null : (
          <span id={hintId} className={styles.hint}>
            {hint}
          </span>
        )}
        {isIdOffered ? (
          <datalist id={listId}>
            {knownIds.map((id) => (
              <option key={id} value={id} />
            ))}
          </datalist>
        ) : null}
      </div>
    );
  });
}

function hintFor(isRest: boolean, pathWithoutIds: string | null): string | null {
  if (isRest) return "May hold several segments, divided by slashes.";
  if (pathWithoutIds === null) return null;
  return `List ${pathWithoutIds.split("/")[3]} first, and their ids are offered here.`;
}
