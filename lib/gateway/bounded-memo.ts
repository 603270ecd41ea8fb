const KEY_LENGTH_MAX = 128;

/**
 * Remembers a pure function's results for the keys seen lately. Holds at most `entriesMax`; a full
 * memory is emptied, so that nobody can fill it for good with keys that never come again, and long
 * keys are not remembered at all, so that nobody can fill it with a few.
 */
export function boundedMemo<Value>(
  compute: (key: string) => Value,
  entriesMax: number,
): (key: string) => Value {
  const known = new Map<string, Value>();
  return function remembered(key) {
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    const value = compute(key);
    if (key.length > KEY_LENGTH_MAX) return value;
    if (known.size >= entriesMax) known.clear();
    known.set(key, value);
    return value;
  };
}
