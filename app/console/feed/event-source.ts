import type { Farewell, Feed } from "./messages.ts";

/** Who writes events; `end` says why there will be no more. */
export type Teller = {
  readonly begin: () => readonly Told[];
  readonly everySecond: () => readonly Told[];
  /** Why the stream must end now, or null. */
  readonly mustEnd: () => Farewell["why"] | null;
  /** Calls back when the process begins to drain; returns what takes that back. */
  readonly onDrain: (listener: () => void) => () => void;
};

/** One event with its data. */
export type Told = { [Name in keyof Feed]: readonly [name: Name, data: Feed[Name]] }[keyof Feed];

const SECOND_MS = 1000;
// A reader that takes nothing for this long is gone, or would only get stale news.
const UNREAD_MAX = 30;

/**
 * A stream of server-sent events (HTML, section 9.2), told once a second until the reader leaves,
 * the process drains or `mustEnd` says so.
 */
export function eventSource(teller: Teller): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = (): void => {};

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const tell = (events: readonly Told[]) => {
          const text = events.map(([name, data]) => eventText(name, data)).join("");
          if (text !== "") controller.enqueue(encoder.encode(text));
        };
        const end = (why: Farewell["why"]) => {
          stop();
          tell([["bye", { why }]]);
          controller.close();
        };
        const timer = setInterval(() => {
          const why = teller.mustEnd();
          if (why !== null) end(why);
          else if ((controller.desiredSize ?? 0) > -UNREAD_MAX) tell(teller.everySecond());
        }, SECOND_MS);
        const offDrain = teller.onDrain(() => end("shutdown"));
        stop = () => {
          clearInterval(timer);
          offDrain();
        };
        tell(teller.begin());
      },
      cancel: () => stop(),
    },
    { highWaterMark: 1 },
  );
}

function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
