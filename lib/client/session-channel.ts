const NAME = "eloquent-session";

/** What pages of one browser tell each other of the session that they share. */
export type SessionNews = {
  /** Says whose session a page has just seen: its id, or null for none. */
  announce(session: string | null): void;
  close(): void;
};

/** Joins the other pages; `onNews` hears what they announce, never what this page does. */
export function sessionNews(onNews: (session: string | null) => void): SessionNews {
  // Made when first needed: a page that never asks for a token need not listen.
  if (typeof BroadcastChannel === "undefined") return { announce() {}, close() {} };
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    onNews(typeof data === "string" ? data : null);
  };
  return {
    announce: (session) => channel.postMessage(session),
    close: () => channel.close(),
  };
}

/** Tells every page of this browser that the session has ended: they drop their tokens. */
export function announceSignOut(): void {
  const news = sessionNews(() => {});
  news.announce(null);
  news.close();
}
