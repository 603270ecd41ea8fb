import { type Redis, type Script, script } from "./redis.ts";

type Scripting = Pick<Redis, "evalsha" | "eval">;

const FLAGS_LINE = /^#!lua [^\n]*\n/;
const SCRIPTS_MAX = 100;

/**
 * Scripting for servers that refuse the first line of Upstash's scripts, which holds flags that
 * only Upstash knows. Without it a script has another hash: the two are told apart here, and a hash
 * whose source has not been seen is answered NOSCRIPT, as a server does.
 */
export function plainScripts(server: Scripting): Scripting {
  const plain = new Map<string, Script>();

  function learn(source: string): Script {
    const known = script(source.replace(FLAGS_LINE, ""));
    if (plain.size >= SCRIPTS_MAX) plain.clear();
    plain.set(script(source).hash, known);
    return known;
  }

  return {
    evalsha(hash, keys, args) {
      const known = plain.get(hash);
      if (known === undefined) return Promise.reject(new Error("NOSCRIPT No matching script."));
      return server.evalsha(known.hash, keys, args);
    },
    eval: (source, keys, args) => server.eval(learn(source).source, keys, args),
  };
}
