/** A response's body piece by piece; rejects when it breaks off. */
export async function* bodyChunks(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Not `for await` on the stream itself: Safari cannot iterate it.
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
