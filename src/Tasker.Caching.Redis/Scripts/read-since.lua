-- Reads a page of the evictions after a point. The page ends on a whole sequence.
-- KEYS[1]  the log
-- ARGV[1]  the generation that the reader knows, or empty
-- ARGV[2]  the sequence after which to read
-- ARGV[3]  the highest sequence that the reader knows
-- ARGV[4]  how many tags make a page
-- ARGV[5]  a generation, in case a new log is started
-- ARGV[6]  the identity of the reign, empty if the server tells it to scripts; "-" if it can't be told, "?" if so and it may be another
-- Returns  generation, marker, head, time, why the marker was raised or empty, where the next page begins or empty, then tag, sequence, ...

local replid, refused = reign(ARGV[6])
if not replid then return refused end

local known = tonumber(ARGV[3])
local time = now()
local log = find(replid)
if not log.reason and log.generation == ARGV[1] and known > log.head then
  log.reason = 'SetBack'
end
if log.reason then
  log, refused = begin(log, ARGV[5], replid, time, known)
  if not log then return refused end
end

local after = log.marker
if log.generation == ARGV[1] then
  after = math.max(after, tonumber(ARGV[2]))
end

local size = tonumber(ARGV[4])
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. digits(after), '+inf', 'WITHSCORES', 'LIMIT', 0, size + 1)
for i = 2, #found, 2 do
  if not is_sequence(tonumber(found[i])) then
    log.reason, log.head = 'Damaged', 0
    log, refused = begin(log, ARGV[5], replid, time, known)
    if not log then return refused end
    found = {}
    break
  end
end
local page = { log.generation, digits(log.marker), digits(log.head), digits(time), log.reason or '', '' }
local count = #found
if count > 2 * size then
  -- The last sequence may be cut in the middle: it is read whole.
  local last = found[2 * size]
  while count > 0 and tonumber(found[count]) >= tonumber(last) do
    count = count - 2
  end
  for i = 1, count do
    page[#page + 1] = found[i]
  end
  found = redis.call('ZRANGEBYSCORE', KEYS[1], last, last, 'WITHSCORES')
  count = #found
  if tonumber(last) < log.head then
    page[6] = digits(tonumber(last))
  end
end
for i = 1, count do
  page[#page + 1] = found[i]
end
return page
