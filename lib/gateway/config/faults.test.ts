import { expect, test } from "vitest";
import { formatFaults, formatPath } from "./faults.ts";

const fault = {
  file: "routes.yaml",
  line: 12,
  column: 7,
  path: "routes[1].timeout",
  message: "no",
};

test("a fault is one line that editors and terminals can jump to", () => {
  const text = formatFaults([fault]);

  expect(text).toBe("1 fault in routes.yaml\nroutes.yaml:12:7  routes[1].timeout: no");
});

test("the heading counts the faults, and a fault of the whole file names no path", () => {
  const text = formatFaults([fault, { ...fault, path: "" }]);

  expect(text.split("\n")[0]).toBe("2 faults in routes.yaml");
  expect(text.split("\n")[2]).toBe("routes.yaml:12:7  no");
});

test("a key cannot break the line that names it", () => {
  expect(formatPath(["routes", 0, "a\nb"])).toBe('routes[0]["a\\nb"]');
});
