import { describe, expect, test } from '@jest/globals';
import { runFunctions } from './deploy-functions.ts';

interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
}

const address = (Name: string, Type = 'A'): RecordSet => ({ Name, Type });
/** The TXT record by which External DNS recognizes its own names. */
const mark = (
  Name: string,
  owner: string,
  last = ',external-dns/resource=ingress/live-chat/ui',
): RecordSet => ({
  Name,
  Type: 'TXT',
  ResourceRecords: [{ Value: `"heritage=external-dns,external-dns/owner=${owner}${last}"` }],
});

/** Runs lines of destroy's functions on a zone. @returns their output, and the zone afterwards */
function inZone(records: readonly RecordSet[], lines: string, refused = '') {
  const nouns =
    'log wait settings account state github roles secret leftovers cleanup applications';
  const script = `
    records="$(mktemp)"; trap 'cat "$records" >&3; rm "$records"' EXIT
    printf '%s' "$RECORDS" >"$records"
    aws() {
      [[ "$1 $2" != $REFUSED ]] || { echo 'An error occurred (AccessDenied) when calling' >&2; return 254; }
      case "$2" in
        list-hosted-zones-by-name) echo /hostedzone/Z1 ;;
        list-resource-record-sets) cat "$records" ;;
        change-resource-record-sets)
          local batch="\${*: -1}" all; all="$(cat "$records")"
          jq --argjson batch "$batch" '.ResourceRecordSets -= [$batch.Changes[] | select(.Action == "DELETE") | .ResourceRecordSet]' <<<"$all" >"$records" ;;
        describe-tags) echo '{"TagDescriptions":[]}' ;;
      esac
    }
    ${lines}`;
  const { status, stdout, stderr, told } = runFunctions(nouns, script, {
    REGION: 'eu-west-1',
    AWS_ACCOUNT_ID: '123456789012',
    DOMAIN: 'chat.example.com',
    DNS_ZONE: 'example.com',
    RECORDS: JSON.stringify({ ResourceRecordSets: records }),
    REFUSED: refused,
    WAIT_CLEANUP: '0',
    WAIT_INTERVAL: '0.1',
  });
  const { ResourceRecordSets: left } = JSON.parse(told || '{}') as {
    ResourceRecordSets: RecordSet[];
  };
  return { status, stdout, stderr, left: left.map(({ Name, Type }) => `${Type} ${Name}`) };
}

const OURS = [
  address('chat.example.com.'),
  address('chat.example.com.', 'AAAA'),
  mark('cname-chat.example.com.', 'live-chat'),
  mark('aaaa-chat.example.com.', 'live-chat'),
  address('staging.chat.example.com.', 'CNAME'),
  mark('staging.chat.example.com.', 'live-chat', ''),
];
const OTHERS = [
  address('www.example.com.'),
  // Named like one of our marks with a record type as prefix, but another deployment's.
  address('example.com.'),
  address('live.example.com.'),
  mark('cname-live.example.com.', 'live-chat-production'),
  { Name: 'example.com.', Type: 'TXT', ResourceRecords: [{ Value: '"v=spf1 -all"' }] },
];
const named = (records: readonly RecordSet[]): string[] =>
  records.map(({ Name, Type }) => `${Type} ${Name}`);

describe('names that External DNS left', () => {
  test('are found by their owner, and no others', () => {
    const { status, stdout } = inZone([...OURS, ...OTHERS], 'left_names');
    expect(status).toBe(0);
    const names = new Set(OURS.map(({ Name }) => `name ${Name}`));
    expect(stdout.trim().split('\n').sort()).toEqual([...names].sort());
  });

  test('are removed by the cleanup with their marks, and no others', () => {
    const { status, left } = inZone([...OURS, ...OTHERS], 'clean_up_controllers');
    expect([status, left]).toEqual([0, named(OTHERS)]);
  });

  test('named like a mark are not mistaken for another’s', () => {
    const mine = [address('a-b.example.com.'), mark('a-b.example.com.', 'live-chat')];
    const { left } = inZone([...mine, address('b.example.com.')], 'clean_up_controllers');
    expect(left).toEqual(['A b.example.com.']);
  });

  test('that Route 53 does not delete make the cleanup fail', () => {
    const { status, left } = inZone(OURS, 'clean_up_controllers', 'route53 change-*');
    expect([status, left]).toEqual([1, named(OURS)]);
  });

  test('a zone that cannot be read is not treated as empty', () => {
    expect(inZone([], 'no_names').status).toBe(0);
    expect(inZone([], 'no_names', 'route53 list-resource-*').status).not.toBe(0);
    expect(inZone(OURS, 'no_names').status).toBe(1);
  });
});
