import { describe, expect, test } from '@jest/globals';
import { runFunctions } from './deploy-functions.ts';

const KEPT = {
  'live-chat-secret': 'a7Qx-2kLm_9Zt4Vw8Rb3Nc6Yh1Jd5Gf0Ps',
  'argocd-repository': 'github_pat_invented',
  'staging/redis-password': 'StagingPassword0001',
  'production/redis-password': 'ProductionPassword01',
} as const;
type Name = keyof typeof KEPT;
const NAMES = Object.keys(KEPT) as Name[];

interface Account {
  /** Secrets that AWS does not have. */
  readonly missing?: readonly Name[];
  /** Secrets whose value may not be read. */
  readonly unreadable?: readonly Name[];
  /** AWS's answer to every query about a secret. */
  readonly refusal?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs lines of a script with the functions of secret.sh, in an account for a private repository.
 */
function run(
  lines: string,
  { missing = [], unreadable = [], refusal = '', env = {} }: Account = {},
) {
  const script = `
    declare -A kept; while IFS='=' read -r name value; do [[ -z $name ]] || kept[$name]="$value"; done <<<"$KEPT"
    aws() {
      local all="$*" id; id="\${all#*--secret-id }"; id="\${id%% *}"; id="\${id#live-chat/}"
      [[ -z $REFUSAL ]] || { echo "An error occurred ($REFUSAL) when calling" >&2; return 254; }
      case "$2" in
        put-secret-value | create-secret) cat >/dev/null; echo "$2" >&3; return ;;
      esac
      [[ -n \${kept[$id]-} ]] || { echo 'An error occurred (ResourceNotFoundException) when calling' >&2; return 254; }
      case "$2" in
        get-secret-value)
          [[ " $UNREADABLE " != *" $id "* ]] || { echo 'An error occurred (AccessDeniedException) when calling' >&2; return 254; }
          printf '%s\\n' "\${kept[$id]}" ;;
        list-secret-version-ids) echo "version-of-$id" ;;
        describe-secret) echo "arn:aws:secretsmanager:::$id" ;;
      esac
    }
    ${lines}
    for name in live_chat_secret redis_passwords repository_token secrets_revision; do declare -n value="TF_VAR_$name"; echo "$name=\${value-}"; done`;
  const { status, stdout, stderr, told } = runFunctions('log secret', script, {
    ENVIRONMENTS: 'staging production',
    MANAGED_REDIS: 'production',
    REPOSITORY: 'you/live-chat',
    REPOSITORY_PRIVATE: 'true',
    KEPT: NAMES.filter((name) => !missing.includes(name))
      .map((name) => `${name}=${KEPT[name]}`)
      .join('\n'),
    UNREADABLE: unreadable.join(' '),
    REFUSAL: refusal,
    ...env,
  });
  const variables = Object.fromEntries(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  return {
    status,
    stderr,
    variables,
    changes: told.split('\n').filter((line) => line !== ''),
  };
}

const PLACEHOLDER = '0'.repeat(40);
const passwords = (staging: string, production: string): string =>
  JSON.stringify({ staging, production });
/** Secrets that the role of plans may not read (rights.test.ts). */
const HIDDEN: readonly Name[] = ['live-chat-secret', 'argocd-repository', 'staging/redis-password'];

describe('secrets for Terraform', () => {
  const applied = run('export_secrets apply');

  test('to apply, each is the one that AWS stores', () => {
    expect(applied.variables).toEqual({
      live_chat_secret: KEPT['live-chat-secret'],
      repository_token: KEPT['argocd-repository'],
      redis_passwords: passwords(KEPT['staging/redis-password'], KEPT['production/redis-password']),
      secrets_revision: expect.stringMatching(/^[1-9]\d*$/),
    });
  });

  test.each(NAMES)('to apply, %s must exist', (name) => {
    for (const account of [{ missing: [name] }, { unreadable: [name] }]) {
      const { status, stderr } = run('export_secrets apply', account);
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(`^Error: AWS .* secret live-chat/${name}`),
      ]);
    }
  });

  test('to plan, only the password that Terraform compares is read, and the revision is the applied one', () => {
    const { status, stderr, variables } = run('export_secrets look', { unreadable: HIDDEN });
    expect([status, stderr]).toEqual([0, '']);
    expect(variables).toEqual({
      live_chat_secret: PLACEHOLDER,
      repository_token: PLACEHOLDER,
      redis_passwords: passwords(PLACEHOLDER, KEPT['production/redis-password']),
      secrets_revision: applied.variables['secrets_revision'],
    });
  });

  test('to plan where nothing exists yet, all are placeholders', () => {
    const { status, variables } = run('export_secrets look', { missing: NAMES });
    expect(status).toBe(0);
    expect(variables['redis_passwords']).toBe(passwords(PLACEHOLDER, PLACEHOLDER));
  });

  test('to plan, a password that may not be read stops it with an explanation', () => {
    const { status, stderr } = run('export_secrets look', {
      unreadable: ['production/redis-password'],
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/secret live-chat\/production\/redis-password: .*AccessDenied/),
    ]);
  });

  test('to destroy, nothing is read', () => {
    const { status, variables } = run('export_secrets destroy', { refusal: 'ThrottlingException' });
    expect(status).toBe(0);
    expect(variables['repository_token']).toBe(PLACEHOLDER);
  });

  test.each(['export_secrets apply', 'export_secrets look', 'ensure_secrets', 'check_secrets'])(
    '%s does not treat an unanswered query as a missing secret',
    (command) => {
      const { status, stderr, changes } = run(command, { refusal: 'ThrottlingException' });
      expect([status, stderr, changes]).toEqual([
        1,
        expect.stringContaining('ThrottlingException'),
        [],
      ]);
    },
  );
});

describe('secrets are created once', () => {
  test('none where AWS stores all of them', () => {
    expect(run('ensure_secrets').changes).toEqual([]);
  });

  test('each missing one', () => {
    const missing = NAMES.filter((name) => name !== 'argocd-repository');
    expect(run('ensure_secrets', { missing }).changes).toEqual([
      'create-secret',
      'create-secret',
      'create-secret',
    ]);
  });

  test('a token and a secret from the environment replace those that AWS stores', () => {
    const env = {
      ARGOCD_REPOSITORY_TOKEN: 'github_pat_newer',
      LIVE_CHAT_SECRET: `${KEPT['live-chat-secret']}2`,
    };
    expect(run('ensure_secrets', { env }).changes).toEqual([
      'put-secret-value',
      'put-secret-value',
    ]);
  });

  test('a private repository without a token is rejected before anything is created', () => {
    const { status, stderr } = run('check_secrets', { missing: ['argocd-repository'] });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('Export ARGOCD_REPOSITORY_TOKEN'),
    ]);
  });
});
