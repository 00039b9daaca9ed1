/**
 * What scripts of the mailbox share. A letter is a stream entry `from, id, envelope`; its place begins
 * with the time it came, ms. The tally is a hash: `n` and `b` count all letters and bytes, `n:FROM`
 * and `b:FROM` those of one sender, `d:FROM:ID` is there while that letter is, `last` is the time of
 * the last place, and nothing lapses before `due`.
 */
export const MAILBOX = /* lua */ `
local function read_letter(entry)
  local fields = entry[2]
  return fields[2], fields[4], fields[6]
end

-- Returns true when none are left.
local function drop_letters(letters, tally, entries)
  local places, known, senders, count, bytes = {}, {}, {}, 0, 0
  for index, entry in ipairs(entries) do
    local from, id, envelope = read_letter(entry)
    places[index], known[index] = entry[1], 'd:' .. from .. ':' .. id
    local sender = senders[from] or {0, 0}
    senders[from] = {sender[1] + 1, sender[2] + #envelope}
    count, bytes = count + 1, bytes + #envelope
  end
  if count == 0 then return end
  if redis.call('HINCRBY', tally, 'n', -count) <= 0 then
    redis.call('DEL', letters, tally)
    return true
  end
  redis.call('XDEL', letters, unpack(places))
  redis.call('HDEL', tally, unpack(known))
  redis.call('HINCRBY', tally, 'b', -bytes)
  for from, sender in pairs(senders) do
    redis.call('HINCRBY', tally, 'b:' .. from, -sender[2])
    if redis.call('HINCRBY', tally, 'n:' .. from, -sender[1]) <= 0 then
      redis.call('HDEL', tally, 'n:' .. from, 'b:' .. from)
    end
  end
end

local function time_of(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end

local function drop_lapsed(letters, tally, now, max_age)
  local due = redis.call('HGET', tally, 'due')
  if not due or tonumber(due) > now then return end
  local newest_lapsed = string.format('%.0f', now - max_age)
  while true do
    local lapsed = redis.call('XRANGE', letters, '-', newest_lapsed, 'COUNT', 64)
    if #lapsed == 0 then break end
    drop_letters(letters, tally, lapsed)
  end
  local first = redis.call('XRANGE', letters, '-', '+', 'COUNT', 1)[1]
  if first then redis.call('HSET', tally, 'due', string.format('%.0f', time_of(first) + max_age)) end
end

-- Place, sender and envelope of each. A few at a time: most of 64 large ones would be read in vain.
local function front_letters(letters, left, room)
  local after, reply = '-', {}
  while left > 0 do
    local entries = redis.call('XRANGE', letters, after, '+', 'COUNT', math.min(left, 16))
    for _, entry in ipairs(entries) do
      local from, _, envelope = read_letter(entry)
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
