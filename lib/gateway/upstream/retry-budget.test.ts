import { expect, test } from "vitest";
import { RetryBudget } from "./retry-budget.ts";

const NOW = 100_000;

test("lets a quiet upstream repeat each of its few requests", () => {
  const budget = new RetryBudget();

  const allowed = Array.from({ length: 30 }, () => {
    budget.note(NOW);
    return budget.take(NOW);
  });

  expect(allowed).not.toContain(false);
});

test("lets no more than thirty retries pass in ten seconds where there are few requests", () => {
  const budget = new RetryBudget();

  const allowed = Array.from({ length: 100 }, () => budget.take(NOW + 9999)).filter(Boolean);

  expect(allowed).toHaveLength(30);
  expect(budget.take(NOW + 19_000)).toBe(true);
});

test("lets a fifth of a busy upstream's requests be repeated, and no more", () => {
  const budget = new RetryBudget();
  for (let request = 0; request < 1000; request++) budget.note(NOW);

  const allowed = Array.from({ length: 1000 }, () => budget.take(NOW)).filter(Boolean);

  expect(allowed).toHaveLength(200);
});

test("counts only the requests of the last ten seconds", () => {
  const budget = new RetryBudget();
  for (let request = 0; request < 1000; request++) budget.note(NOW);

  const allowed = Array.from({ length: 1000 }, () => budget.take(NOW + 10_000)).filter(Boolean);

  expect(allowed).toHaveLength(30);
});
