import type { DecisionRow } from "../feed/messages.ts";
import { choices, type Filter, NO_FILTER, NO_ROUTE } from "./decision-filter.ts";
import styles from "./filter-bar.module.css";

type Props = {
  rows: readonly DecisionRow[];
  shown: number;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** How many have come while the list is held; null while it is not. */
  waiting: number | null;
  skipped: number;
  onHold: () => void;
  onRelease: () => void;
};

/** Narrows the list, and holds it. */
export function FilterBar(props: Props) {
  const { filter, onFilter, onHold, onRelease, rows, shown, skipped, waiting } = props;
  const { codes, routes } = choices(rows);
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <search className={styles.bar}>
      <label className={styles.text}>
        <span className="visually-hidden">Path, request id or caller</span>
        <input
          type="search"
          className={styles.field}
          placeholder="Path, request id or caller"
          value={filter.text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
      </label>
      <Choice
        label="Status"
        value={filter.status}
        options={["2", "3", "4", "5"].map((digit) => [digit, `${digit}xx`])}
        onChange={(status) => onFilter({ ...filter, status })}
      />
      <Choice
        label="Route"
        value={filter.route}
        options={[[NO_ROUTE, "No route"], ...routes.map((name) => [name, name] as const)]}
        onChange={(route) => onFilter({ ...filter, route })}
      />
      <Choice
        label="Code"
        value={filter.code}
        options={codes.map((code) => [code, code])}
        onChange={(code) => onFilter({ ...filter, code })}
      />
      {isFiltered ? (
        <button
          type="button"
          className="button"
          data-kind="quiet"
          onClick={() => onFilter(NO_FILTER)}
        >
          Clear
        </button>
      ) : null}
      <div className={styles.end}>
        {/* A list that goes on would be read out every second. */}
        <p className={styles.count} role={waiting === null ? undefined : "status"}>
          {isFiltered ? `${shown} of ${rows.length}` : `${rows.length} requests`}
          {skipped > 0 ? `, ${skipped} more came too fast to show` : null}
        </p>
        {waiting === null ? (
          <button type="button" className="button" onClick={onHold}>
            Pause
          </button>
        ) : (
          <button type="button" className="button" data-kind="primary" onClick={onRelease}>
            {waiting === 0 ? "Resume" : `Resume, ${waiting} new`}
          </button>
        )}
      </div>
    </search>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
};

function Choice({ label, onChange, options, value }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span className={styles.label}>{label}</span>
      <select
        className={styles.field}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">All</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
