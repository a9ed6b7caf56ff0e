-- Takes the lease of an entry, or lengthens it.
-- KEYS[1]  the lease
-- ARGV[1]  the caller's token
-- ARGV[2]  how long it lasts from now, in milliseconds
-- ARGV[3]  "1" to take it where nobody has it, "0" to lengthen only
-- Returns  1 if the caller has it now

local lease = redis.call('GET', KEYS[1])
if not lease then
  if ARGV[3] == '0' then
    return 0
  end
  redis.call('SET', KEYS[1], '0' .. ARGV[1], 'PX', ARGV[2])
  return 1
end
if lease == '-' or string.sub(lease, 2) ~= ARGV[1] then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
