import { connect, type Socket } from "node:net";

/** When to stop reading from a connection, milliseconds without a byte. */
type Patience = {
  /** Before the first whole answer. */
  readonly firstMs: number;
  /** After it. */
  readonly moreMs: number;
};

/**
 * Writes bytes and reads until the server closes, or is silent for longer than patience has it. A
 * reset counts as a close.
 */
export function converse(
  port: number,
  bytes: Buffer,
  patience: Patience,
  {
    hasAnswer,
    onConnect,
  }: {
    readonly hasAnswer: (received: Buffer) => boolean;
    readonly onConnect?: (localPort: number) => void;
  },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let received = Buffer.alloc(0);
    socket.setTimeout(patience.firstMs, () => socket.destroy());
    socket.on("connect", () => {
      onConnect?.(socket.localPort ?? 0);
      socket.write(bytes);
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (hasAnswer(received)) socket.setTimeout(patience.moreMs);
    });
    socket.on("error", (error) => {
      const isReset = "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
      if (!isReset) reject(error);
    });
    socket.on("close", () => resolve(received));
  });
}
