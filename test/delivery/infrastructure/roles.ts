import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as v from 'valibot';
import { runFunctions } from './deploy-functions.ts';

export const ACCOUNT = '123456789012';
export const OWNER = { name: 'you', id: '42' };
export const FORK = { name: 'live-chat', id: '4711' };
const ISSUER = 'token.actions.githubusercontent.com';
export const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;

const DOCUMENT = v.looseObject({ Statement: v.array(v.looseObject({})) });
type Document = v.InferOutput<typeof DOCUMENT>;

/** A role as scripts/bootstrap.sh requests it from AWS. */
export interface Role {
  /** Without the name of the deployment. */
  readonly name: string;
  readonly trust: Document;
  readonly policies: readonly Document[];
}

const parseDocument = (text: string): Document => v.parse(DOCUMENT, JSON.parse(text));

/** Runs bootstrap with an empty AWS that records every call, one argument per line. */
function callsOfBootstrap(env: Readonly<Record<string, string>>): string[][] {
  const script = `
    aws() {
      { printf '%s\\n' "$@"; printf '\\n'; } >&3
      case "$1 $2" in
        's3api head-bucket' | 'iam get-role'*) return 254 ;;
        'iam get-policy'*) return 254 ;;
        'iam create-open-id-connect-provider') printf '%s\\n' "$PROVIDER" ;;
      esac
    }
    load_settings
    ensure_bootstrap`;
  const nouns = 'log settings tools account state github roles bootstrap';
  const { status, stderr, told } = runFunctions(nouns, script, {
    PROVIDER,
    AWS_ACCOUNT_ID: ACCOUNT,
    REPOSITORY: `${OWNER.name}/${FORK.name}`,
    GITHUB_REPOSITORY_OWNER_ID: OWNER.id,
    GITHUB_REPOSITORY_ID: FORK.id,
    ...env,
  });
  if (status !== 0) throw new Error(stderr);
  return told.split('\n\n').map((call) => call.split('\n'));
}

/** The roles that bootstrap creates, with their trust policies and their own permissions. */
export function rolesOfBootstrap(env: Readonly<Record<string, string>> = {}): Role[] {
  const calls = callsOfBootstrap(env);
  const after = (call: readonly string[], flag: string): string =>
    call[call.indexOf(flag) + 1] ?? '';
  const policiesOf = (name: string): Document[] =>
    calls
      .filter((call) => call[1] === 'put-role-policy' && after(call, '--role-name') === name)
      .map((call) => parseDocument(after(call, '--policy-document')));
  return calls
    .filter((call) => call[1] === 'create-role')
    .map((call) => {
      const name = after(call, '--role-name');
      return {
        name: name.replace('live-chat-', ''),
        trust: parseDocument(after(call, '--assume-role-policy-document')),
        policies: policiesOf(name),
      };
    });
}

/** The claims of GitHub's token about a job that AWS can check. */
export interface Claims {
  readonly aud: string;
  readonly sub: string;
  readonly ref: string;
  readonly repository_id: string;
  readonly environment?: string;
}

/**
 * The simulator knows the keys of AWS's service reference, which lists neither `sub` nor `aud` of
 * GitHub's issuer, and ignores a key that it does not know. Both are therefore checked under
 * another issuer's name, in the policy as in the request.
 */
const known = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value).replaceAll(
      /token\.actions\.githubusercontent\.com:(sub|aud)(?=")/g,
      'accounts.google.com:$1',
    ),
  );

interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly identity?: readonly Document[];
  readonly trust?: Document;
}

/** Whether AWS would allow a request. Throws if the simulator would have to ignore something. */
async function isAllowed(question: Question): Promise<boolean> {
  const { principal, action, resource, context = {}, identity = [], trust } = question;
  const answer = await runSimulation(
    {
      request: {
        action,
        principal,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: known(context),
      },
      identityPolicies: identity.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(trust === undefined ? {} : { resourcePolicy: known(trust) }),
    },
    {},
  );
  if (answer.resultType !== 'single') throw new Error(JSON.stringify(answer));
  const { ignoredContextKeys: ignored = [] } = answer.result;
  if (ignored.length > 0) throw new Error(`the simulator ignores ${ignored.join(', ')}`);
  return answer.overallResult === 'Allowed';
}

const roleArn = ({ name }: Role): string => `arn:aws:iam::${ACCOUNT}:role/live-chat-${name}`;

/** Whether a job with these claims may assume a role, from GitHub's issuer or another one. */
export function mayAssume(
  role: Role,
  claims: Claims,
  provider: string = PROVIDER,
): Promise<boolean> {
  const context = Object.fromEntries(
    Object.entries(claims).map(([key, value]) => [`${ISSUER}:${key}`, value]),
  );
  const action = 'sts:AssumeRoleWithWebIdentity';
  return isAllowed({
    principal: provider,
    action,
    resource: roleArn(role),
    context,
    trust: role.trust,
  });
}

/** Whether a role's own policy allows an action; AWS's managed policies are not evaluated. */
export function mayDo(role: Role, action: string, resource: string): Promise<boolean> {
  return isAllowed({ principal: roleArn(role), action, resource, identity: role.policies });
}
