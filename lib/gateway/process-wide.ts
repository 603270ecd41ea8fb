/**
 * One value per process under a name, made on first use. Next gives instrumentation, middleware,
 * handlers and each reload their own copies of a module, so a module's variable is not that.
 */
export function processWide<T>(name: string, create: () => T): T {
  const key = Symbol.for(`eloquent.gateway.${name}`);
  const existing: T | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const created = create();
  Reflect.set(globalThis, key, created);
  return created;
}
