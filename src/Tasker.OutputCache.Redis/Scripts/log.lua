-- What append.lua and read-since.lua have in common; it stands before either of them.
-- The log is one sorted set: tags scored by the sequence of their last eviction, and the marker, always the lowest:
-- "@<generation>:<master_replid>", scored by the sequence up to which everything is void.

-- Sequences are microseconds: concatenation would round them.
local function digits(sequence)
  return string.format('%.0f', sequence)
end

-- Whose reign this is. Nil, with an error, where nobody may write or nobody can tell.
local function reign(told)
  local info = redis.pcall('INFO', 'replication')
  local replid = told
  if type(info) == 'string' then
    if string.find(info, 'role:slave', 1, true) then
      return nil, redis.error_reply('READONLY the eviction log is read from the primary only.')
    end
    replid = string.match(info, 'master_replid:(%w+)') or told
  end
  if replid == '' then
    return nil, redis.error_reply('NOREIGN the server does not tell a script its master_replid.')
  end
  return replid
end

-- Numbers that no server of ours has written: beyond them the next sequence is the same double.
local MAXIMUM = 9007199254740990
local function is_sequence(number)
  return number and number >= 0 and number <= MAXIMUM and number % 1 == 0
end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Finds the marker and the head, or says why there is no log that can be trusted.
local function find(replid)
  local first = redis.pcall('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if first.err then
    return { reason = 'Damaged', head = 0 }
  end
  if not first[1] then
    return { reason = 'NewLog', head = 0 }
  end
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  local log = { marker = tonumber(first[2]), head = tonumber(last[2]), member = first[1] }
  local generation, of = string.match(first[1], '^@(%w+):(%w*)$')
  if not generation or not is_sequence(log.marker) or not is_sequence(log.head) then
    log.reason, log.head = 'Damaged', 0
  elseif of ~= replid then
    log.reason = 'OtherReign'
  end
  log.generation = generation
  return log
end

-- Begins the log anew, above everything that anybody can know. What a server refuses, the caller hands on.
local function begin(log, generation, replid, time, known)
  local marker = math.max(time, log.head + 1, known + 1)
  local member = '@' .. generation .. ':' .. replid
  redis.call('UNLINK', KEYS[1])
  local added = redis.pcall('ZADD', KEYS[1], digits(marker), member)
  if type(added) == 'table' and added.err then
    return nil, added
  end
  return { generation = generation, member = member, marker = marker, head = marker, reason = log.reason }
end
