/** What a process holds once its garbage has been collected. */
export type LiveMemory = {
  /** V8's heap and what hangs on it outside, in bytes. Collects everything first: some 60 ms. */
  bytes(): Promise<number>;
  close(): void;
};

type Answer = { readonly id: number; readonly result: { readonly result?: { value?: unknown } } };

const HELD = "(({ external, heapUsed }) => heapUsed + external)(process.memoryUsage())";

/**
 * Asks a process through its inspector (`node --inspect`), whose WebSocket URL it is given. Rejects
 * when nothing answers there.
 */
export async function liveMemory(inspector: string): Promise<LiveMemory> {
  const socket = new WebSocket(inspector);
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () =>
      reject(new Error(`no inspector answers at ${inspector}`)),
    );
  });

  function call(method: string, params = {}): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    calls += 1;
    waiting.set(calls, resolve);
    socket.send(JSON.stringify({ id: calls, method, params }));
    return promise;
  }

  return {
    async bytes() {
      await call("HeapProfiler.collectGarbage");
      const { result } = await call("Runtime.evaluate", { expression: HELD });
      return Number(result.result?.value ?? Number.NaN);
    },
    close: () => socket.close(),
  };
}
