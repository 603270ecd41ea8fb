import { type Script, script } from "./redis.ts";

/**
 * Where revocations are: `state` has the epoch, which a store that lost its memory does not know,
 * and the number of the last revocation; `log` has the revocations by number, `ends` by their end
 * in seconds. The braces keep the three on one node of a cluster.
 */
export const REVOCATION_KEYS = ["state", "log", "ends"].map((name) => `eloquent:{revoked}:${name}`);

/** Most revocations in one answer or call. */
export const REVOCATIONS_PER_CALL = 500;

/**
 * Arguments: an epoch for a store that has none, now in seconds, then end, revocation, ... Answers
 * the store's epoch.
 */
export const ADD_REVOCATIONS: Script = script(`
local state, log, ends = KEYS[1], KEYS[2], KEYS[3]
redis.call("HSETNX", state, "epoch", ARGV[1])
for i = 3, #ARGV, 2 do
  local known = redis.call("ZSCORE", ends, ARGV[i + 1])
  if not known or tonumber(known) < tonumber(ARGV[i]) then
    redis.call("ZADD", ends, ARGV[i], ARGV[i + 1])
    redis.call("ZADD", log, redis.call("HINCRBY", state, "last", 1), ARGV[i + 1])
  end
end
for _, ended in ipairs(redis.call("ZRANGEBYSCORE", ends, "-inf", ARGV[2], "LIMIT", 0, 1000)) do
  redis.call("ZREM", ends, ended)
  redis.call("ZREM", log, ended)
end
local last = redis.call("ZRANGE", ends, -1, -1, "WITHSCORES")[2]
for _, key in ipairs(KEYS) do
  redis.call("EXPIREAT", key, string.format("%.0f", (last or ARGV[2]) + 3600))
end
return redis.call("HGET", state, "epoch")
`);

/**
 * Arguments: the epoch and the number that the caller has read up to, and how many more to read.
 * Answers the epoch, the number read up to, then revocation, end, ...
 */
export const READ_REVOCATIONS: Script = script(`
local state, log, ends = KEYS[1], KEYS[2], KEYS[3]
local epoch = redis.call("HGET", state, "epoch") or ""
local from = 0
if epoch == ARGV[1] then from = ARGV[2] end
local news = redis.call("ZRANGEBYSCORE", log, "(" .. from, "+inf", "WITHSCORES", "LIMIT", 0, ARGV[3])
local answer = { epoch, news[#news] or from }
for i = 1, #news, 2 do
  answer[#answer + 1] = news[i]
  answer[#answer + 1] = redis.call("ZSCORE", ends, news[i])
end
return answer
`);
