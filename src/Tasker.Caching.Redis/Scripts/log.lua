-- What append.lua and read-since.lua have in common; it stands before either of them.
-- The log is one sorted set: tags scored by the sequence of their last eviction, and the marker, always the lowest:
-- "@<generation>:<identity of the reign>", scored by the sequence up to which everything is void.

-- Sequences are microseconds: concatenation would round them.
local function digits(sequence)
  return string.format('%.0f', sequence)
end

-- What tells one reign of one server from all others, out of INFO replication; else out of INFO server, for servers that give
-- no replication id, or zeros for one, because they have no replicas: then a reign is the life of a process. Empty if there is neither.
local function identity(replication, server)
  local replid = string.match(replication, 'master_replid:(%w+)')
  if replid and string.find(replid, '[^0]') then
    return replid
  end
  return string.match(server(), 'run_id:(%w+)') or ''
end

local function info(section)
  local text = redis.pcall('INFO', section)
  return type(text) == 'string' and text or ''
end

-- Whose reign this is: as the server tells, else as the caller was told. Nil, with an error, where no one
-- may write, and where the caller, with '', counts on the server's own word.
local function reign(told)
  local replication = info('replication')
  if string.find(replication, 'role:slave', 1, true) or string.find(replication, 'role:replica', 1, true) then
    return nil, redis.error_reply('READONLY the eviction log is read from the primary only.')
  end
  local own = identity(replication, function() return info('server') end)
  if own == '' and told == '' then
    return nil, redis.error_reply('NOREIGN the server does not tell a script its identity.')
  end
  return own ~= '' and own or told
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

-- '-' and '?' stand for a server that can't be told: '?' if it may be another one than before.
local function is_known(replid)
  return replid ~= '-' and replid ~= '?'
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
  elseif replid == '?' or (is_known(replid) and of ~= replid) then
    log.reason = 'OtherReign'
  end
  log.generation = generation
  return log
end

-- Starts a new log, above everything that a node can know. What a server refuses, the caller hands on.
local function begin(log, generation, replid, time, known)
  local marker = math.max(time, log.head + 1, known + 1)
  local member = '@' .. generation .. ':' .. (is_known(replid) and replid or '')
  redis.call('UNLINK', KEYS[1])
  local added = redis.pcall('ZADD', KEYS[1], digits(marker), member)
  if type(added) == 'table' and added.err then
    return nil, added
  end
  return { generation = generation, member = member, marker = marker, head = marker, reason = log.reason }
end
