import { slotsPerWindow } from './rate-store.js';

// What runs inside Redis, each at once and by Redis's own clock, so that it does not matter whose process asks.

/**
 * KEYS: the window. ARGV: limit, milliseconds of a slot, 1 or 0 to look only, milliseconds of a lock.
 * Returns 0 when it is allowed, else the milliseconds to wait. The same counting as in `memory-rate.store.ts`.
 */
export const takeScript = `
local key, limit, slotMs = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local more, lockMs = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local current = math.floor(now / slotMs)
local used, slots = 0, {}
local stored = redis.call('HGETALL', key)
for i = 1, #stored, 2 do
  local value = tonumber(stored[i + 1])
  if stored[i] == 'locked' then
    if value > now then return math.max(1, value - now) end
    redis.call('HDEL', key, 'locked')
  elseif tonumber(stored[i]) < current - ${slotsPerWindow} then
    redis.call('HDEL', key, stored[i])
  else
    used = used + value
    slots[#slots + 1] = { tonumber(stored[i]), value }
  end
end
local left = used + more - limit
if left > 0 then
  table.sort(slots, function(one, other) return one[1] < other[1] end)
  for _, slot in ipairs(slots) do
    left = left - slot[2]
    if left <= 0 then return math.max(1, math.ceil((slot[1] + ${slotsPerWindow + 1}) * slotMs - now)) end
  end
end
if more == 0 then return 0 end
if lockMs > 0 and used + more >= limit then
  redis.call('DEL', key)
  redis.call('HSET', key, 'locked', now + lockMs)
  redis.call('PEXPIRE', key, lockMs)
else
  redis.call('HINCRBY', key, string.format('%d', current), more)
  redis.call('PEXPIRE', key, math.ceil(slotMs * ${slotsPerWindow + 1}))
end
return 0
`;

/**
 * KEYS: the places. ARGV: holder, how many may hold one, milliseconds after which a holder that is not heard of is
 * gone. Returns 1 when the holder has a place. Asked again for a holder that has one, it is heard of.
 */
export const holdScript = `
local key, holder, max, leaseMs = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
if redis.call('ZCARD', key) >= max and not redis.call('ZSCORE', key, holder) then return 0 end
redis.call('ZADD', key, now + leaseMs, holder)
redis.call('PEXPIRE', key, leaseMs)
return 1
`;
