import type { StreamEvent } from "./event-stream.ts";
import type { paths } from "./schema.gen.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";

type PathsOf<Verb extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<Verb, object> ? Path : never;
}[keyof paths];

type OperationOf<Path extends keyof paths, Verb extends Method> = Verb extends keyof paths[Path]
  ? paths[Path][Verb]
  : never;

// Parameters can be left out when none of them is needed.
type ParamsOf<Operation> = Operation extends { parameters: infer Params }
  ? Partial<Params> extends Params
    ? { params?: Params }
    : { params: Params }
  : { params?: never };

type BodyOf<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? { body: Content[keyof Content] }
  : Operation extends { requestBody?: { content: infer Content } }
    ? { body?: Content[keyof Content] }
    : { body?: never };

/** What a call takes: `params` and `body` as the API describes them, and what `fetch` takes. */
export type CallInit<Path extends keyof paths, Verb extends Method> = ParamsOf<
  OperationOf<Path, Verb>
> &
  BodyOf<OperationOf<Path, Verb>> &
  Omit<RequestInit, "body" | "method">;

// What an operation needs cannot be left out.
type Given<Init> = Partial<Init> extends Init ? [init?: Init] : [init: Init];

type GoodStatus = 200 | 201 | 202 | 203 | 204 | 206 | "2XX";

type ContentOf<Response> = Response extends { content: infer Content }
  ? Content[keyof Content]
  : undefined;

type DataOf<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses & GoodStatus]: ContentOf<Responses[Status]> }[keyof Responses &
      GoodStatus]
  : undefined;

/** A good answer: its body, JSON read and other content as text or Blob; undefined without one. */
export type Answer<Data> = { readonly data: Data; readonly response: Response };

/** Calls an operation of the API. Rejects with a GatewayError, or with the signal's reason. */
export type Call<Verb extends Method> = <Path extends PathsOf<Verb>>(
  path: Path,
  ...init: Given<CallInit<Path, Verb>>
) => Promise<Answer<DataOf<OperationOf<Path, Verb>>>>;

/** The paths that answer GET with an event stream. */
export type EventPath = {
  [Path in PathsOf<"get">]: paths[Path] extends {
    get: { responses: { 200: { content: { "text/event-stream": unknown } } } };
  }
    ? Path
    : never;
}[PathsOf<"get">];

/**
 * Follows an event stream. The loop ends with the stream, and leaving it ends the call. Throws a
 * GatewayError, or the signal's reason.
 */
export type FollowEvents = <Path extends EventPath>(
  path: Path,
  ...init: Given<CallInit<Path, "get">>
) => AsyncGenerator<StreamEvent, void, undefined>;
