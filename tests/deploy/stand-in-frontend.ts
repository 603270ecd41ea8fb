/**
 * A small frontend with a sign-in of its own, by next-auth: whoever gives an email is in, as a user
 * of `org-of-<email>`. Its session token holds what the gateway reads.
 */
export const STAND_IN_FRONTEND = {
  "package.json": '{ "name": "frontend", "private": true, "type": "module" }',
  "next.config.js": "export default { turbopack: { root: import.meta.dirname } };",
  "app/layout.js": `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  "app/page.js": `"use client";
import { useState } from "react";
export default function Page() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>The frontend, {count}</button>;
}`,
  "app/api/own/route.js": 'export const GET = () => new Response("the frontend\'s own");',
  "app/api/auth/[...nextauth]/route.js": `import NextAuth from "next-auth";
import credentialsProvider from "next-auth/providers/credentials";

const handle = NextAuth({
  session: { strategy: "jwt" },
  providers: [
    credentialsProvider({
      credentials: { email: {}, password: {} },
      authorize: ({ email }) => ({ id: email, email }),
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      if (user === undefined) return token;
      const { email } = user;
      const person = { userId: email, orgId: "org-of-" + email, role: "user", name: null, email };
      return { ...token, sessionId: crypto.randomUUID(), person };
    },
  },
});
export { handle as GET, handle as POST };`,
};
