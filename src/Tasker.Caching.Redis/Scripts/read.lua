-- Reads an entry; where there is none, takes the lease to compute it or marks the lease of another.
-- KEYS[1]  the entry
-- KEYS[2]  its lease: "0" or, if a node waits for its end, "1", then where in the log its holder began, as 16 hexadecimal
--          digits, then the holder's token; "-" says not to wait
-- ARGV[1]  the token of the lease to take, or empty to read only
-- ARGV[2]  how long the lease lasts, in milliseconds
-- ARGV[3]  the prefix of an entry that the caller has found void, or empty
-- ARGV[4]  where in the log the caller begins, as 16 hexadecimal digits
-- ARGV[5]  the place in the log up to which everything is void, written alike: a lease from before it blocks no one
-- Returns  state (0 none, 1 granted, 2 held, 3 do not wait), the entry or false

local value = redis.pcall('GET', KEYS[1])
if type(value) == 'string' then
  if ARGV[3] == '' or string.sub(value, 1, #ARGV[3]) ~= ARGV[3] then
    return { 0, value }
  end
  redis.call('UNLINK', KEYS[1])
elseif type(value) == 'table' and value.err then
  -- Of another type, so not of ours.
  redis.call('UNLINK', KEYS[1])
end

if ARGV[1] == '' then
  return { 0, false }
end

local lease = redis.call('GET', KEYS[2])
if lease == '-' then
  return { 3, false }
end
if not lease then
  local taken = redis.pcall('SET', KEYS[2], '0' .. ARGV[4] .. ARGV[1], 'PX', ARGV[2])
  -- A server without memory can't hold the response either.
  return { taken.err and 3 or 1, false }
end
if string.sub(lease, 18) == ARGV[1] then
  -- This a server without memory refuses, and no harm is done.
  redis.pcall('SETRANGE', KEYS[2], 1, ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  return { 1, false }
end
if string.sub(lease, 2, 17) < ARGV[5] then
  -- The mark stays: who waits for the end of the old lease waits for the end of this one.
  local taken = redis.pcall('SET', KEYS[2], string.sub(lease, 1, 1) .. ARGV[4] .. ARGV[1], 'PX', ARGV[2])
  return { taken.err and 3 or 1, false }
end
if string.sub(lease, 1, 1) == '0' then
  redis.pcall('SETRANGE', KEYS[2], 0, '1')
end
return { 2, false }
