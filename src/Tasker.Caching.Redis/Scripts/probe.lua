-- Asks the server about itself. It follows log.lua, and has no effect.
-- KEYS[1]  the log, so that its primary is asked
-- Returns  the identity of its reign as scripts are told, or empty; what it throws away when its memory is full, or empty

local replid, refused = reign('-')
if not replid then return refused end

return { replid == '-' and '' or replid, string.match(info('memory'), 'maxmemory_policy:([%w-]+)') or '' }
