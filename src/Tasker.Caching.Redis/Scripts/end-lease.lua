-- Gives a lease back without an entry.
-- KEYS[1]  the lease, as in read.lua
-- ARGV[1]  the caller's token
-- ARGV[2]  how long not to wait for this entry, in milliseconds, or 0
-- ARGV[3]  the channel on which the end of a marked lease is announced
-- ARGV[4]  what is announced: the key of the entry
-- Returns  1 if the caller had it

local lease = redis.call('GET', KEYS[1])
local isOwn = lease and lease ~= '-' and string.sub(lease, 18) == ARGV[1]
if lease and not isOwn then
  return 0
end
if ARGV[2] ~= '0' then
  redis.call('SET', KEYS[1], '-', 'PX', ARGV[2])
elseif isOwn then
  redis.call('UNLINK', KEYS[1])
end
if isOwn and string.sub(lease, 1, 1) == '1' then
  redis.call('PUBLISH', ARGV[3], ARGV[4])
end
return isOwn and 1 or 0
