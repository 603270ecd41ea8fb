import { useSyncExternalStore } from "react";

/**
 * Whether the page's code has taken over from what the server rendered: until then a click does
 * nothing, and what needs the code must not look as if it did.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, yes, no);
}

const never = () => () => {};
const yes = () => true;
const no = () => false;
