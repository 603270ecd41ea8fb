import { write, writeSync } from "node:fs";

// Handing a write to another thread costs as much as making a hundred lines, on a machine with one
// core more than twice that; nobody waits longer than this to read them.
const BATCH_BYTES = 256 * 1024;
const FLUSH_MS = 500;
const UTF8_BYTES_MAX = 3;
// While nobody reads the other end. Beyond it lines are dropped rather than memory filled.
const WAITING_BYTES_MAX = 64 * 1024 ** 2;
// A reader that is slow, not gone.
const BUSY = new Set(["EAGAIN", "EBUSY", "EINTR"]);
const BUSY_WAIT_MS = 20;
const SYNC_WAITS_MAX = 100;

/**
 * Log lines to a file descriptor, in batches, so that no request waits for whoever reads them. Each
 * line is written into the batch's bytes at once: strings put together later would have to be
 * measured, copied and collected again.
 */
export class LogSink {
  /** Lines lost because nobody read them, or because they could not be written. */
  dropped = 0;
  readonly #fileDescriptor: number;
  readonly #waitingBytesMax: number;
  #batch: Buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #length = 0;
  /** Of a batch that has left, for one to come. */
  #spare: Buffer | null = null;
  /** The first may be on its way. */
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #isInTransit = false;
  #flushes: (() => void)[] = [];

  constructor(fileDescriptor: number, waitingBytesMax: number = WAITING_BYTES_MAX) {
    this.#fileDescriptor = fileDescriptor;
    this.#waitingBytesMax = waitingBytesMax;
    setInterval(() => this.#handOver(), FLUSH_MS).unref();
  }

  /** Takes whole lines. Never waits, never throws. */
  write(lines: string): void {
    const bytesMax = lines.length * UTF8_BYTES_MAX;
    if (bytesMax > BATCH_BYTES - this.#length) this.#handOver();
    if (bytesMax > BATCH_BYTES) this.#enqueue(Buffer.from(lines));
    else this.#length += this.#batch.write(lines, this.#length);
  }

  /** Resolves when everything written so far has left this process, or is lost. */
  flush(): Promise<void> {
    this.#handOver();
    if (!this.#isWriting) return Promise.resolve();
    return new Promise((resolve) => this.#flushes.push(resolve));
  }

  /**
   * Writes what is left at once, for a process that is about to end. A batch that is on its way
   * already is the system's to finish, perhaps after this. Gives up after two seconds on a reader
   * that does not read.
   */
  flushSync(): void {
    this.#closeBatch();
    for (const bytes of this.#waiting.splice(this.#isInTransit ? 1 : 0)) {
      this.#waitingBytes -= bytes.byteLength;
      this.#writeAtOnce(bytes);
    }
  }

  #handOver(): void {
    this.#closeBatch();
    if (!this.#isWriting) this.#writeNext();
  }

  #closeBatch(): void {
    if (this.#length === 0) return;
    const bytes = this.#batch.subarray(0, this.#length);
    this.#batch = this.#spare ?? Buffer.allocUnsafeSlow(BATCH_BYTES);
    this.#spare = null;
    this.#length = 0;
    this.#enqueue(bytes);
  }

  #enqueue(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.byteLength > this.#waitingBytesMax) {
      this.#drop(bytes);
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
  }

  #writeNext(): void {
    const bytes = this.#waiting[0];
    this.#isWriting = bytes !== undefined;
    if (bytes === undefined) {
      for (const resolve of this.#flushes.splice(0)) resolve();
      return;
    }
    this.#isInTransit = true;
    write(this.#fileDescriptor, bytes, 0, bytes.byteLength, null, (error, written) => {
      this.#isInTransit = false;
      if (error !== null && BUSY.has(error.code ?? "")) {
        setTimeout(() => this.#writeNext(), BUSY_WAIT_MS);
        return;
      }
      if (error !== null) this.#drop(bytes);
      this.#leave(bytes, error === null ? written : bytes.byteLength);
      this.#writeNext();
    });
  }

  #leave(bytes: Uint8Array, gone: number): void {
    this.#waitingBytes -= gone;
    if (gone < bytes.byteLength) {
      this.#waiting[0] = bytes.subarray(gone);
      return;
    }
    this.#waiting.shift();
    if (bytes.buffer.byteLength === BATCH_BYTES) this.#spare = Buffer.from(bytes.buffer);
  }

  #writeAtOnce(bytes: Uint8Array): void {
    let offset = 0;
    for (let waits = 0; offset < bytes.byteLength; ) {
      try {
        offset += writeSync(this.#fileDescriptor, bytes, offset);
      } catch (error) {
        const isBusy = error instanceof Error && "code" in error && BUSY.has(String(error.code));
        waits += 1;
        if (!isBusy || waits > SYNC_WAITS_MAX) {
          this.#drop(bytes.subarray(offset));
          return;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_WAIT_MS);
      }
    }
  }

  #drop(bytes: Uint8Array): void {
    const LINE_FEED = 10;
    for (const byte of bytes) if (byte === LINE_FEED) this.dropped += 1;
  }
}
