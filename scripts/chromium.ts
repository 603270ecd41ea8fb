import { spawnSync } from "node:child_process";
import { chromium } from "playwright";
import { aptInstall } from "./apt-install.ts";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const advice =
  "No Chromium that runs was found: install one (Debian: `apt-get install chromium`), " +
  "or name it in PLAYWRIGHT_CHROMIUM_EXECUTABLE.";

/**
 * The path of a Chromium that runs: the one that PLAYWRIGHT_CHROMIUM_EXECUTABLE names and no other,
 * else the system's, else Playwright's own. Throws one line saying what to install.
 */
export function findChromium(): string {
  const named = process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE;
  const candidates = named ? [named] : [...usualPlaces, chromium.executablePath()];
  const found = candidates.find(runs);
  if (found === undefined) throw new Error(advice);
  return found;
}

/** As findChromium, but first tries to install one: Playwright's own, then as root Debian's. */
export function ensureChromium(): string {
  for (const install of [() => {}, download, () => aptInstall("chromium")]) {
    install();
    try {
      return findChromium();
    } catch {
      // The next way of installing has its turn.
    }
  }
  return findChromium();
}

/** A browser may be there and still not start, for want of a shared library. */
function runs(path: string): boolean {
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

function download(): void {
  console.log("Downloading Chromium for the browser tests ...");
  // Where the download host cannot be reached, five silent attempts must not eat the time.
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  const parameters = ["install", "--no-shell", "chromium"];
  spawnSync("playwright", parameters, { env, stdio: "ignore", timeout: 240_000 });
}
