/**
 * A response's body piece by piece; rejects when it breaks off. Leaving the loop early ends the
 * call.
 */
export async function* bodyChunks(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Not `for await` on the stream itself: Safari cannot iterate it.
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A broken stream has nothing left to cancel.
    reader.cancel().catch(() => {});
  }
}
