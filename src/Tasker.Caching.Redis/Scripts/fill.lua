-- Stores an entry unless a newer one is there, and ends the lease.
-- KEYS[1]  the entry
-- KEYS[2]  its lease, as in read.lua
-- ARGV[1]  the value; it begins with two bytes of magic
-- ARGV[2]  how long it is kept, in milliseconds
-- ARGV[3]  the token of the caller's lease, or empty
-- ARGV[4]  where in a value the hexadecimal digits of its stamp begin, counted from 0
-- ARGV[5]  where they end
-- ARGV[6]  the channel on which the end of a marked lease is announced
-- ARGV[7]  what is announced: the key of the entry
-- Returns  1 if the entry was stored

local first, last = tonumber(ARGV[4]), tonumber(ARGV[5])
local held = redis.pcall('GETRANGE', KEYS[1], 0, last)
local isNewer = type(held) == 'string'
  and #held == last + 1
  and string.sub(held, 1, 2) == string.sub(ARGV[1], 1, 2)
  and string.match(string.sub(held, first + 1), '^%x+$')
  and string.sub(held, first + 1) > string.sub(ARGV[1], first + 1, last + 1)

local stored = 0
if not isNewer then
  stored = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end

-- Also where the server refused the entry: those who wait should not.
local lease = redis.call('GET', KEYS[2])
if lease then
  if lease == '-' or (ARGV[3] ~= '' and string.sub(lease, 18) == ARGV[3]) then
    redis.call('UNLINK', KEYS[2])
  end
  if string.sub(lease, 1, 1) == '1' then
    redis.call('PUBLISH', ARGV[6], ARGV[7])
  end
end

if type(stored) == 'table' and stored.err then
  return stored
end
return isNewer and 0 or 1
