import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const MS_PER_TICK = 10;

/** Milliseconds of processor time that a process and its children have used so far (proc(5)). */
export function cpuMs(pid: number): number {
  return sumOver(pid, (each) => {
    const fields = readFileSync(`/proc/${each}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    // Fields 14 and 15 of the whole line, utime and stime, in clock ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  });
}

/** Resident memory of a process and its children now, in bytes. */
export function residentBytes(pid: number): number {
  return sumOver(pid, (each) => statusBytes(each, "VmRSS"));
}

/** The most resident memory since `forgetPeak`, in bytes. */
export function peakResidentBytes(pid: number): number {
  return sumOver(pid, (each) => statusBytes(each, "VmHWM"));
}

/** Begins a new measurement of the peak (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  sumOver(pid, (each) => {
    writeFileSync(`/proc/${each}/clear_refs`, "5");
    return 0;
  });
}

function statusBytes(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m");
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}

function sumOver(pid: number, figureOf: (pid: number) => number): number {
  let sum = 0;
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      sum += figureOf(each);
    } catch {
      // It ended between the listing and the look.
    }
  }
  return sum;
}

function childrenOf(pid: number): number[] {
  const found: number[] = [];
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
    for (const child of text === "" ? [] : text.split(" ").map(Number)) {
      found.push(child, ...childrenOf(child));
    }
  }
  return found;
}
