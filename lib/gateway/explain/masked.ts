import type { HeaderList } from "../header-list.ts";

/** A header as it may be shown. */
export type ShownHeader = { readonly name: string; readonly value: string };

const SECRET_NAME =
  /auth|cookie|credential|passw|secret|session|signature|token|(api|access|private)[-_.]?key/i;
/** What stands for a secret. */
export const MASK = "••••••";

/** Whether a header of that name may hold something that lets its reader in somewhere. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Headers to look at: the values of those that may be secret are replaced. */
export function maskedHeaders(headers: HeaderList): ShownHeader[] {
  const shown: ShownHeader[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    shown.push({ name, value: isSecretName(name) ? MASK : (headers[index + 1] ?? "") });
  }
  return shown;
}
