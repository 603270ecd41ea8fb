import { forbidden, redirect } from "next/navigation";
import { GatewayError } from "#lib/gateway/errors/gateway-error.ts";
import { consoleVisitor, type Visitor } from "./visitor.ts";

// Both lead to the page that is there for it, by throwing.
const SIGN_IN = "/?error=SessionRequired&to=console";

/** The visitor of a page; everybody else is led to the sign-in, or told why not with 403. */
export async function pageVisitor(): Promise<Visitor> {
  try {
    return await consoleVisitor();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.reason === "session_missing" ? redirect(SIGN_IN) : forbidden();
  }
}
