/**
 * Functions that the lobby scripts share. KEYS: entries, newest, by-name, deadlines, revision. An
 * entry is packed: connection, since, name, its key in `newest`, its key in `by-name`. The revision
 * begins with the time, so that a Redis that lost its data does not repeat one.
 */
export const LOBBY = /* lua */ `
local ENTRIES, NEWEST, BY_NAME, DEADLINES, REVISION = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

local function read_entry(person)
  local packed = redis.call('HGET', ENTRIES, person)
  return packed and cmsgpack.unpack(packed)
end

local function drop_entry(person, entry)
  redis.call('HDEL', ENTRIES, person)
  redis.call('ZREM', DEADLINES, person)
  if not entry then return end
  redis.call('ZREM', NEWEST, entry[4])
  redis.call('ZREM', BY_NAME, entry[5])
end

local function prolong_keys(life)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, life) end
end

local function note_change(now, life)
  local revision = math.max(tonumber(redis.call('GET', REVISION) or 0) + 1, now)
  redis.call('SET', REVISION, string.format('%.0f', revision), 'PX', life)
end

-- A thousand at a time: a process with many people that died must not stop Redis.
local function drop_expired(now, life)
  local expired = redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, 1000)
  for _, person in ipairs(expired) do drop_entry(person, read_entry(person)) end
  if #expired > 0 then note_change(now, life) end
end
`;
