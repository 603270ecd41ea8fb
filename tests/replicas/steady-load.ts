import { setInterval as ticks } from "node:timers/promises";
import { Pool } from "undici";

export type SteadyLoad = {
  /** Answers so far. */
  answered(): number;
  /** Ends it, and gives the number of answers by what came: a status, or an error's code. */
  stop(): Promise<ReadonlyMap<number | string, number>>;
};

type Options = {
  readonly url: string;
  readonly path: string;
  readonly perSecond: number;
  readonly connections: number;
};

const POST_EVERY = 5;

/**
 * Sends so many requests a second, whatever the answers do; one in five is a POST with a body, which
 * nobody on the way may try again.
 */
export function startSteadyLoad({ connections, path, perSecond, url }: Options): SteadyLoad {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const outcomes = new Map<number | string, number>();
  const open = new Set<Promise<void>>();
  let answered = 0;
  let sent = 0;
  let isOver = false;

  async function send(): Promise<void> {
    const isPost = sent % POST_EVERY === 0;
    const outcome = await pool
      .request({ path, method: isPost ? "POST" : "GET", body: isPost ? "{}" : null })
      .then(async ({ body, statusCode }) => {
        await body.dump();
        return statusCode;
      })
      .catch((error: Error & { code?: string }) => error.code ?? error.message);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    answered += 1;
  }

  async function run(): Promise<void> {
    const startedAt = performance.now();
    for await (const _ of ticks(5)) {
      if (isOver) return;
      const due = ((performance.now() - startedAt) * perSecond) / 1000;
      for (; sent < due; sent += 1) {
        const request = send();
        open.add(request);
        void request.then(() => open.delete(request));
      }
    }
  }

  async function end() {
    isOver = true;
    await running;
    await Promise.all(open);
    await pool.close();
    return outcomes;
  }

  const running = run();
  let ended: ReturnType<typeof end> | null = null;
  return {
    answered: () => answered,
    stop() {
      ended ??= end();
      return ended;
    },
  };
}
