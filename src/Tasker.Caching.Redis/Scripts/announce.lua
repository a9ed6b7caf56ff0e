-- Keeps what an instance says, and puts it into the directory of instances.
-- KEYS[1]  the directory: the ids of instances, scored by the millisecond until which they are listed
-- KEYS[2]  what the instance says, after the millisecond in which it said it
-- ARGV[1]  the id of the instance
-- ARGV[2]  what it says
-- ARGV[3]  how long that is kept, in milliseconds

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local ends = string.format('%.0f', now + tonumber(ARGV[3]))
redis.call('SET', KEYS[2], now .. ' ' .. ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[1], ends, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return 1
