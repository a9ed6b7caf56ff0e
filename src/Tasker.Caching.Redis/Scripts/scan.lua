-- Lists a page of the keys of the server that the script runs on.
-- KEYS[1]  a key of that server, which need not exist
-- ARGV[1]  the cursor
-- ARGV[2]  the pattern
-- ARGV[3]  how many keys to look at
-- Returns  the next cursor, then the keys

local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local keys = page[2]
table.insert(keys, 1, page[1])
return keys
