-- Takes the lease of an entry, or lengthens it.
-- KEYS[1]  the lease, as in read.lua
-- ARGV[1]  the caller's token
-- ARGV[2]  how long it lasts from now, in milliseconds
-- ARGV[3]  "1" to take it if it is free, "0" to lengthen only
-- ARGV[4]  where in the log the caller begins, as 16 hexadecimal digits
-- ARGV[5]  the place in the log up to which everything is void, written alike: a lease from before it blocks no one
-- Returns  1 if the caller has it now

local lease = redis.call('GET', KEYS[1])
if lease == '-' then
  return 0
end
if lease and string.sub(lease, 18) == ARGV[1] then
  -- This a server without memory refuses, and no harm is done.
  redis.pcall('SETRANGE', KEYS[1], 1, ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
if ARGV[3] == '0' or (lease and string.sub(lease, 2, 17) >= ARGV[5]) then
  return 0
end
local mark = lease and string.sub(lease, 1, 1) or '0'
redis.call('SET', KEYS[1], mark .. ARGV[4] .. ARGV[1], 'PX', ARGV[2])
return 1
