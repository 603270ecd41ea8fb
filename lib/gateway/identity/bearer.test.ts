import { expect, test } from "vitest";
import { GatewayError } from "../errors/gateway-error.ts";
import { bearerToken } from "./bearer.ts";

const authorization = (...values: string[]) => values.flatMap((value) => ["authorization", value]);

function refusal(headers: string[]): GatewayError {
  try {
    bearerToken(headers);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error("not refused");
}

test.each(["Bearer abc.def.ghi", "bearer abc.def.ghi", "BEARER   abc.def.ghi"])(
  "takes the token of %j",
  (value) => {
    expect(bearerToken(authorization(value))).toBe("abc.def.ghi");
  },
);

test("finds the field whatever the case of its name", () => {
  expect(bearerToken(["AUTHORIZATION", "Bearer abc"])).toBe("abc");
});

test.each([
  [[]],
  [authorization("")],
  [authorization("Basic dXNlcjpwYXNz")],
  [authorization("Bearerabc")],
  [authorization("Bearer\tabc")],
])("names only the scheme when there are no bearer credentials: %j", (headers) => {
  const error = refusal(headers);

  expect(error.reason).toBe("token_missing");
  expect(error.headers).toEqual(["www-authenticate", 'Bearer realm="eloquent"']);
});

test.each([
  [authorization("Bearer")],
  [authorization("Bearer ")],
  [authorization("Bearer abc", "Bearer abc")],
  [authorization("Basic abc", "Bearer abc")],
])("refuses empty or repeated credentials: %j", (headers) => {
  const error = refusal(headers);

  expect(error.reason).toBe("token_invalid");
});

test("says invalid_token to empty credentials", () => {
  expect(refusal(authorization("Bearer ")).headers).toEqual([
    "www-authenticate",
    'Bearer realm="eloquent", error="invalid_token", error_description="The access token is invalid"',
  ]);
});
