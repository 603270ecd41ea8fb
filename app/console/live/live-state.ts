import type { Step } from "#lib/gateway/observation/report.ts";
import type { Failure } from "../../pieces/error-envelope.ts";
import type { DecisionRow, Feed, Hello, Tick } from "../feed/messages.ts";

/** How the page stands to the gateway. */
export type Link =
  | Readonly<{ kind: "connecting" }>
  | Readonly<{ kind: "live" }>
  | Readonly<{ kind: "reconnecting"; why: string }>
  /** There is no use in trying again. */
  | Readonly<{ kind: "refused"; failure: Failure }>;

/** What the page knows; what was known stays on show while the link is broken. */
export type Live = Readonly<{
  link: Link;
  /** Null until the first greeting. */
  hello: Omit<Hello, keyof Tick | "decisions"> | null;
  tick: Tick | null;
  /** Oldest first; only those with requests. */
  steps: readonly Step[];
  /** Newest first. */
  decisions: readonly DecisionRow[];
  /** How many decisions came too fast to be told. */
  skipped: number;
  /** How often another process than before has answered. */
  restarts: number;
}>;

/** Something that has happened to the link. */
export type LiveEvent =
  | Readonly<{ kind: "told" } & Told>
  | Readonly<{ kind: "lost"; why: string }>
  | Readonly<{ kind: "refused"; failure: Failure }>;

type Told = { [Name in keyof Feed]: { name: Name; data: Feed[Name] } }[keyof Feed];

const DECISIONS_MAX = 500;

/** Before anything has been heard. */
export const UNHEARD: Live = {
  link: { kind: "connecting" },
  hello: null,
  tick: null,
  steps: [],
  decisions: [],
  skipped: 0,
  restarts: 0,
};

/** What the page knows after an event. */
export function afterEvent(live: Live, event: LiveEvent): Live {
  if (event.kind === "refused") return { ...live, link: event };
  if (event.kind === "lost") return { ...live, link: { kind: "reconnecting", why: event.why } };
  switch (event.name) {
    case "hello":
      return greeted(live, event.data);
    case "tick":
      return { ...live, tick: event.data, steps: withSteps(live.steps, event.data, live.hello) };
    case "news": {
      const { rows, skipped } = event.data;
      const decisions = [...rows.toReversed(), ...live.decisions].slice(0, DECISIONS_MAX);
      return { ...live, decisions, skipped: live.skipped + skipped };
    }
    case "bye": {
      const { why } = event.data;
      if (why === "renewal") return live;
      return { ...live, link: { kind: "reconnecting", why: farewells[why] } };
    }
  }
}

const farewells = {
  shutdown: "The gateway is being stopped or restarted.",
  session: "The session has ended.",
} as const;

function greeted(live: Live, { decisions, ...hello }: Hello): Live {
  const isOther = live.hello !== null && live.hello.replica.id !== hello.replica.id;
  return {
    link: { kind: "live" },
    hello,
    tick: hello,
    steps: hello.steps,
    decisions: decisions.toReversed(),
    skipped: 0,
    restarts: live.restarts + (isOther ? 1 : 0),
  };
}

function withSteps(known: readonly Step[], { now, steps }: Tick, hello: Live["hello"]) {
  const from = steps[0]?.at ?? Number.POSITIVE_INFINITY;
  const oldest = now - (hello?.spanMs ?? 0);
  return [...known.filter(({ at }) => at < from && at >= oldest), ...steps];
}
