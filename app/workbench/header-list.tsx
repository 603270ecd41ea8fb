import styles from "./header-list.module.css";

type Props = { headers: readonly (readonly [name: string, value: string])[] };

/** The response headers, folded until asked for. */
export function HeaderList({ headers }: Props) {
  return (
    <details className={styles.headers}>
      <summary>Headers ({headers.length})</summary>
      <dl>
        {headers.map(([name, value]) => (
          <div key={`${name}: ${value}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
