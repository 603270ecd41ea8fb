import { expect, test } from "vitest";
import { EnvironmentError, parseEnv } from "../env.ts";

const good = {
  JWT_SECRET: "test-secret-test-secret-test-secret-1234",
  NEXTAUTH_SECRET: "another-secret",
  NEXTAUTH_URL: "https://app.example.com",
};
const ENDPOINT = "http://collector.example:4318";

test("logs everything from info on, keeps metrics to this machine and makes no spans by default", () => {
  expect(parseEnv(good)).toMatchObject({
    ...{ logLevel: "info", logSample2xx: 1, metrics: { token: null }, tracing: null },
  });
});

test("counts nothing where metrics are off", () => {
  expect(parseEnv({ ...good, METRICS: "off", METRICS_TOKEN: "a-token" }).metrics).toBeNull();
  expect(parseEnv({ ...good, METRICS_TOKEN: "a-token" }).metrics).toEqual({ token: "a-token" });
});

test("reads where spans go, with which headers, and under which name", () => {
  const { tracing } = parseEnv({
    ...good,
    OTEL_EXPORTER_OTLP_ENDPOINT: `${ENDPOINT}/`,
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%2Cb, tenant = acme ",
    OTEL_SERVICE_NAME: "gateway-eu",
  });

  expect(tracing).toEqual({
    endpoint: ENDPOINT,
    headers: { "api-key": "a,b", tenant: "acme" },
    serviceName: "gateway-eu",
    rootShare: 1,
  });
});

test.each([
  [{}, 1],
  [{ OTEL_TRACES_SAMPLER_ARG: "0.1" }, 1],
  [{ OTEL_TRACES_SAMPLER: "parentbased_always_off" }, 0],
  [{ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" }, 0.1],
  [{ OTEL_TRACES_SAMPLER: "parentbased_traceidratio" }, 1],
])("records, with %j, that share of the traces that begin here: %s", (variables, share) => {
  const env = parseEnv({ ...good, OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...variables });

  expect(env.tracing?.rootShare).toBe(share);
});

test.each([
  ["LOG_SAMPLE_2XX", "1.5", "is no share from 0 to 1, such as 0.1"],
  ["LOG_SAMPLE_2XX", "10%", "is no share from 0 to 1, such as 0.1"],
  ["LOG_SAMPLE_2XX", "-0.1", "is no share from 0 to 1, such as 0.1"],
  ["OTEL_TRACES_SAMPLER_ARG", "many", "is no share from 0 to 1, such as 0.1"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "api-key", "is no list such as api-key=secret,tenant=acme"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "a=%zz", "is no list such as api-key=secret,tenant=acme"],
])("does not take %s=%s", (name, value, fault) => {
  expect(() => parseEnv({ ...good, [name]: value })).toThrow(
    new EnvironmentError(`${name}: ${fault}`),
  );
});

test("does not take an OTLP endpoint or a sampler that it cannot use", () => {
  const bad = { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318", OTEL_TRACES_SAMPLER: "always_on" };

  expect(() => parseEnv({ ...good, ...bad })).toThrow(
    /OTEL_EXPORTER_OTLP_ENDPOINT: .*\n.*OTEL_TRACES_SAMPLER: /,
  );
});
