-- Appends one eviction of all the tags.
-- KEYS[1]  the log
-- ARGV[1]  the highest sequence that the caller knows; after a space, where it knows one, the generation of the log
-- ARGV[2]  the retention in microseconds
-- ARGV[3]  a generation, in case a new log is started
-- ARGV[4]  the identity of the reign, empty if the server tells it to scripts; "-" if it can't be told, "?" if so and it may be another
-- ARGV[5]  the channel of the messages
-- ARGV[6+] the tags
-- Returns  generation, head before, sequence, marker, why the marker was raised or empty

-- One call of unpack takes less than 8000 values.
local PAIRS = 3500

local replid, refused = reign(ARGV[4])
if not replid then return refused end

local known, generation = string.match(ARGV[1], '^(%d+) ?(%w*)$')
known = tonumber(known)
local time = now()
local log = find(replid)
if not log.reason and log.generation == generation and known > log.head then
  log.reason = 'SetBack'
end
if log.reason then
  log, refused = begin(log, ARGV[3], replid, time, known)
  if not log then return refused end
end

local sequence = math.max(time, log.head + 1, known + 1)
local score = digits(sequence)
local tags = {}
for i = 6, #ARGV, PAIRS do
  local members = {}
  for j = i, math.min(i + PAIRS - 1, #ARGV) do
    members[#members + 1] = score
    members[#members + 1] = ARGV[j]
    tags[#tags + 1] = ARGV[j]
  end
  local added = redis.pcall('ZADD', KEYS[1], unpack(members))
  if type(added) == 'table' and added.err then
    -- Losing the log is safe, everything is void then. Not hearing of an eviction is not.
    redis.pcall('UNLINK', KEYS[1])
    return added
  end
end

-- What is forgotten raises the marker: an entry from before then can't be judged any more.
local oldest = redis.call('ZREVRANGEBYSCORE', KEYS[1], '(' .. digits(time - tonumber(ARGV[2])), '(' .. digits(log.marker), 'WITHSCORES', 'LIMIT', 0, 1)
if oldest[1] then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. digits(log.marker), oldest[2])
  log.marker = tonumber(oldest[2])
  log.reason = log.reason or 'Retention'
  redis.call('ZADD', KEYS[1], digits(log.marker), log.member)
end

local before, marker = digits(log.head), digits(log.marker)
redis.call('PUBLISH', ARGV[5], cjson.encode({ g = log.generation, b = before, s = score, m = marker, t = tags }))
return { log.generation, before, score, marker, log.reason or '' }
