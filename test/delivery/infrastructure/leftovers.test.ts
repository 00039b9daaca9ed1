import { describe, expect, test } from '@jest/globals';
import { runFunctions } from './deploy-functions.ts';

/** Asks what is left in an empty account where AWS refuses the matching calls. */
function ask(
  question: 'leftovers' | 'bootstrap_leftovers',
  refused: string,
  refusal: string,
  budget = '100',
) {
  const script = `
    aws() {
      # shellcheck disable=SC2053
      if [[ "$1 $2" == $REFUSED ]]; then printf '%s\\n' "$REFUSAL" >&2; return 254; fi
      printf '%s\\n' "$1 $2" >&3
      case "$*" in
        's3api head-bucket'*) printf 'An error occurred (404) when calling HeadBucket: Not Found\\n' >&2; return 254 ;;
        'iam get-'*) printf 'An error occurred (NoSuchEntity) when calling\\n' >&2; return 254 ;;
        'elbv2 describe-load-balancers'*) printf 'arn:other\\n' ;;
        'elbv2 describe-tags'*) printf '{"TagDescriptions":[]}\\n' ;;
        # AWS lists tags for a while after their resources are gone.
        'ec2 describe-tags'*) printf 'vpc\\tvpc-1\\n' ;;
        'autoscaling '*) printf '{"AutoScalingGroups":[]}\\n' ;;
        'route53 list-hosted-zones'*) printf 'Z1\\n' ;;
        'route53 list-resource'*) printf '{"ResourceRecordSets":[]}\\n' ;;
        'acm list-certificates'*) printf '{"CertificateSummaryList":[{"CertificateArn":"arn:other"}]}\\n' ;;
        'iam list-open-id-connect-providers'*) printf 'arn:aws:iam::1:oidc-provider/%s\\n' "$GITHUB_ISSUER" ;;
        # Another deployment in the account, whose name begins with ours.
        'iam list-roles'*) printf 'live-chat-production-cluster\\tlive-chat-apply\\n' ;;
        'iam list-role-tags'* | 'elasticache list-tags-for-resource'*) printf 'live-chat-production\\n' ;;
        'elasticache describe-replication-groups'*) printf 'live-chat-production-production\\tarn:other\\n' ;;
        *'[0]'*) printf 'None\\n' ;;
      esac
    }
    left="$(${question})"
    printf '%s' "$left"`;
  const nouns = 'log settings account state github roles secret leftovers';
  const { status, stdout, stderr, told } = runFunctions(nouns, script, {
    AWS_ACCOUNT_ID: '123456789012',
    REGION: 'eu-west-1',
    BUDGET_USD: budget,
    DOMAIN: 'chat.example.com',
    DNS_ZONE: 'example.com',
    REFUSED: refused,
    REFUSAL: refusal,
  });
  const asked = [...new Set(told.split('\n').filter((call) => call !== ''))];
  return { status, stdout, stderr, asked };
}

const DENIED = 'An error occurred (AccessDenied) when calling';

describe.each([
  ['leftovers', 21],
  ['bootstrap_leftovers', 5],
] as const)('%s', (question, calls) => {
  const clean = ask(question, 'nothing', '');

  test('finds nothing in an empty account', () => {
    expect([clean.status, clean.stdout, clean.stderr]).toEqual([0, '', '']);
    expect(clean.asked.length).toBeGreaterThanOrEqual(calls);
  });

  test.each(clean.asked)('a refused %s does not count as nothing', (call) => {
    const { status, stdout } = ask(question, call, DENIED);
    expect([call, status === 0 && stdout === '']).toEqual([call, false]);
  });
});

test('a warning is printed where AWS shows budgets only to the owner and none was requested', () => {
  const { status, stdout, stderr } = ask('leftovers', 'budgets describe-budgets', DENIED, '0');
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(/^Warning: Budgets are not shown/);
  expect(ask('leftovers', 'budgets describe-budgets', 'Throttling', '0').status).not.toBe(0);
});
