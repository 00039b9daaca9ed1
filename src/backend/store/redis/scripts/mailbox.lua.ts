/**
 * Functions that the mailbox scripts share. An envelope is a stream entry `from, id, envelope`; its
 * entry id begins with the time at which it was queued, ms. The counters are a hash: `n` and `b` count
 * all envelopes and bytes, `n:FROM` and `b:FROM` those of one sender, `d:FROM:ID` exists while that
 * envelope does, `last` is the time in the last entry id, and nothing expires before `due`.
 */
export const MAILBOX = /* lua */ `
local function read_envelope(entry)
  local fields = entry[2]
  return fields[2], fields[4], fields[6]
end

-- Returns true when none are left.
local function drop_envelopes(mailbox, counters, entries)
  local entry_ids, known, senders, count, bytes = {}, {}, {}, 0, 0
  for index, entry in ipairs(entries) do
    local from, id, envelope = read_envelope(entry)
    entry_ids[index], known[index] = entry[1], 'd:' .. from .. ':' .. id
    local sender = senders[from] or {0, 0}
    senders[from] = {sender[1] + 1, sender[2] + #envelope}
    count, bytes = count + 1, bytes + #envelope
  end
  if count == 0 then return end
  if redis.call('HINCRBY', counters, 'n', -count) <= 0 then
    redis.call('DEL', mailbox, counters)
    return true
  end
  redis.call('XDEL', mailbox, unpack(entry_ids))
  redis.call('HDEL', counters, unpack(known))
  redis.call('HINCRBY', counters, 'b', -bytes)
  for from, sender in pairs(senders) do
    redis.call('HINCRBY', counters, 'b:' .. from, -sender[2])
    if redis.call('HINCRBY', counters, 'n:' .. from, -sender[1]) <= 0 then
      redis.call('HDEL', counters, 'n:' .. from, 'b:' .. from)
    end
  end
end

local function time_of(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end

-- Hour, number and bytes of the entries that were queued in each hour.
local function sizes_by_hour(entries)
  local hours, reply = {}, {}
  for _, entry in ipairs(entries) do
    local hour = math.floor(time_of(entry) / 3600000)
    local _, _, envelope = read_envelope(entry)
    local known = hours[hour] or {0, 0}
    hours[hour] = {known[1] + 1, known[2] + #envelope}
  end
  for hour, known in pairs(hours) do
    reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = hour, known[1], known[2]
  end
  return reply
end

local function drop_expired(mailbox, counters, now, max_age)
  local due = redis.call('HGET', counters, 'due')
  if not due or tonumber(due) > now then return end
  local newest_expired = string.format('%.0f', now - max_age)
  while true do
    local expired = redis.call('XRANGE', mailbox, '-', newest_expired, 'COUNT', 64)
    if #expired == 0 then break end
    drop_envelopes(mailbox, counters, expired)
  end
  local first = redis.call('XRANGE', mailbox, '-', '+', 'COUNT', 1)[1]
  if first then redis.call('HSET', counters, 'due', string.format('%.0f', time_of(first) + max_age)) end
end

-- Entry id, sender and envelope of each. A few at a time: most of 64 large ones would be read in vain.
local function peek_envelopes(mailbox, left, room, first)
  local after, reply = first == '' and '-' or '(' .. first, {}
  while left > 0 do
    local entries = redis.call('XRANGE', mailbox, after, '+', 'COUNT', math.min(left, 16))
    for _, entry in ipairs(entries) do
      local from, _, envelope = read_envelope(entry)
      room = room - #envelope
      if room < 0 and #reply > 0 then return reply end
      reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = entry[1], from, envelope
      after = '(' .. entry[1]
    end
    if #entries < 16 then break end
    left = left - #entries
  end
  return reply
end
`;
