/** A body that comes chunk by chunk when the test says so. */
export function slowBody() {
  const chunks: PromiseWithResolvers<Uint8Array | null>[] = [Promise.withResolvers()];
  let isLeft = false;
  async function* body() {
    try {
      for (let index = 0; ; index++) {
        const chunk = await chunks[index]?.promise;
        if (chunk === null || chunk === undefined) return;
        yield chunk;
      }
    } finally {
      isLeft = true;
    }
  }
  const next = (chunk: Uint8Array | null) => {
    const last = chunks.at(-1);
    chunks.push(Promise.withResolvers());
    last?.resolve(chunk);
  };
  return {
    body: body(),
    isLeft: () => isLeft,
    push: (text: string) => next(Buffer.from(text)),
    end: () => next(null),
    break: (error: Error) => chunks.at(-1)?.reject(error),
  };
}
