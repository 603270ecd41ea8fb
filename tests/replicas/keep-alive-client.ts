import { Client } from "undici";

type Asking = {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answered = {
  readonly status: number;
  readonly text: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** A client with one connection, which it keeps open. */
export type KeepAliveClient = {
  ask(asking: Asking): Promise<Answered>;
  close(): Promise<void>;
};

/** A client of one server. It rejects when the server breaks the connection. */
export function keepAliveClient(url: string): KeepAliveClient {
  const client = new Client(url);
  return {
    async ask({ method = "GET", ...asking }) {
      const { body, headers, statusCode } = await client.request({ method, ...asking });
      return { status: statusCode, headers, text: await body.text() };
    },
    close: () => client.close(),
  };
}
