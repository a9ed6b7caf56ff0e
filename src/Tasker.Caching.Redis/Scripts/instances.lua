-- Lists the instances.
-- KEYS[1]  the directory, as in announce.lua
-- Returns  the time in milliseconds, and the ids

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
return { now, redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf') }
