import { expect, test } from "vitest";
import { chosenPorts, developmentEnvironment } from "./environment.ts";

const inFile = {
  NEXTAUTH_URL: "http://localhost:3000",
  AGENTS_SERVICE_URL: "http://127.0.0.1:4101",
};

test("switches the demo accounts on, unless the env file says otherwise", () => {
  expect(developmentEnvironment({}, inFile).AUTH_DEMO).toBe("1");
  expect(developmentEnvironment({}, { ...inFile, AUTH_DEMO: "0" }).AUTH_DEMO).toBe("0");
});

test("moves the sign-in address along with the port", () => {
  const environment = developmentEnvironment({ PORT: "3100" }, inFile);

  expect(environment.NEXTAUTH_URL).toBe("http://localhost:3100");
});

test("leaves a sign-in address alone that is not this machine's", () => {
  const public_ = { ...inFile, NEXTAUTH_URL: "https://gateway.example" };

  expect(developmentEnvironment({ PORT: "3100" }, public_)).not.toHaveProperty("NEXTAUTH_URL");
});

test("tells the gateway where a moved demo service is", () => {
  const environment = developmentEnvironment({ DEMO_AGENTS_PORT: "5101" }, inFile);

  expect(environment.AGENTS_SERVICE_URL).toBe("http://127.0.0.1:5101");
  expect(environment).not.toHaveProperty("ENTITIES_SERVICE_URL");
});

test("lets the environment win over everything derived", () => {
  const given = { DEMO_AGENTS_PORT: "5101", AGENTS_SERVICE_URL: "http://agents", AUTH_DEMO: "0" };

  expect(developmentEnvironment(given, inFile)).toMatchObject(given);
});

test.each(["http", "0", "65536", "1.5"])("refuses %s as a port, by the variable's name", (PORT) => {
  expect(() => chosenPorts({ PORT })).toThrow(`PORT=${PORT} is no port`);
});
