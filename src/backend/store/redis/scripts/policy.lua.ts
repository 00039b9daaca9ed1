/**
 * Functions that read a stored policy (policy-text.ts), or an empty text when there is none. A serial
 * has eleven letters, digits, - and _, is therefore found by a plain search, and is no other key.
 */
export const POLICY = /* lua */ `
-- 0 for an invite, the time of expiry for a revoked token, nothing for any other serial.
local function find_serial(policy, serial)
  if serial == '' then return nil end
  local _, stop = string.find(policy, '"' .. serial .. '":', 1, true)
  return stop and tonumber(string.match(policy, '^%d+', stop + 1))
end

-- The share of the strangers' mailbox that a sender may help to fill; nothing if they are not admitted.
local function share_of(policy, scope, serial, none, invite, contact)
  if scope == 'contact' then return contact end
  local requests = string.match(policy, '"requests":"(%a+)"') or 'everyone'
  if scope == 'invite' and requests ~= 'nobody' and find_serial(policy, serial) == 0 then return invite end
  return requests == 'everyone' and none or nil
end
`;
