import { z } from "zod";

const claim = z.string().nullable().default(null);

/** Who has signed in, as the session keeps it. Null: the provider did not say. */
export const Person = z.object({
  userId: claim,
  orgId: claim,
  role: claim,
  name: claim,
  email: claim,
});

export type Person = Readonly<z.infer<typeof Person>>;
