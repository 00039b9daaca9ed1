import type { Mutation } from './mutations.ts';

const SET = ['test/delivery/argocd/applicationset.test.ts'];
const DEPLOY = ['test/delivery/workflows/deploy.test.ts'];
const CLUSTER = ['test/cluster/follows.test.ts'];
const HEALTHY = ['test/delivery/argocd/healthy.test.ts'];
const ROLLOUT = ['test/delivery/workflows/rollout.test.ts'];
const LEFTOVERS = ['test/delivery/infrastructure/leftovers.test.ts'];
const IMPORT = ['test/delivery/infrastructure/import.test.ts'];
const STEPS = ['test/delivery/infrastructure/steps.test.ts'];
const VARIABLES = ['test/delivery/infrastructure/variables.test.ts'];

/**
 * The delivery from a commit to pods. The delivery tests themselves mutate the charts
 * (test/delivery/policies/mutations.test.ts), where one rendering serves every policy. `npm run
 * mutate:terraform` mutates Terraform's roots, because it has to start providers.
 */
export const DELIVERY: readonly Mutation[] = [
  {
    file: 'argocd/live-chat.yaml',
    breaks: 'what is changed by hand stays',
    find: 'selfHeal: true',
    replace: 'selfHeal: false',
    tests: SET,
  },
  {
    file: 'argocd/live-chat.yaml',
    breaks: 'an Application goes and leaves what it runs',
    find: '        - resources-finalizer.argocd.argoproj.io\n',
    replace: '        - example.org/nothing\n',
    tests: SET,
  },
  {
    file: 'argocd/live-chat.yaml',
    breaks: 'a missing annotation is an empty text',
    find: 'goTemplateOptions: [missingkey=error]',
    replace: 'goTemplateOptions: []',
    tests: SET,
  },
  {
    file: 'argocd/project.yaml',
    breaks: 'an environment may write into any namespace',
    find: 'namespace: live-chat-*',
    replace: 'namespace: "*"',
    tests: SET,
  },
  {
    file: 'argocd/health/application.lua',
    breaks: 'an Application that nobody looked at is healthy',
    find: 'status = "Progressing"',
    replace: 'status = "Healthy"',
    tests: ['test/delivery/argocd/health.test.ts'],
  },
  {
    file: 'scripts/set-image',
    breaks: 'half a digest is recorded',
    find: '^sha256:[0-9a-f]{64}$ ]]',
    replace: '^sha256:[0-9a-f]{32,64}$ ]]',
    tests: ['test/delivery/environments/set-image.test.ts'],
  },
  {
    file: 'scripts/set-image',
    breaks: 'a placeholder is recorded',
    find: '[[ $digest != "sha256:$(printf \'0%.0s\' {1..64})" ]]',
    replace: '[[ -n $digest ]]',
    tests: ['test/delivery/environments/set-image.test.ts'],
  },
  {
    file: '.github/workflows/deploy.yml',
    breaks: 'images are pushed although tests failed',
    find: 'needs: [tests]',
    replace: 'needs: []',
    tests: DEPLOY,
  },
  {
    file: 'scripts/deploy/image.sh',
    breaks: 'build.sh does not ask for what a deploy has signed',
    find: 'image_digest "$1" "$2" || code=$?',
    replace: 'code=$NOT_THERE',
    tests: DEPLOY,
  },
  {
    file: 'scripts/deploy/image.sh',
    breaks: 'a registry that does not answer has nothing, and what is signed is replaced',
    find: '  die "The registry does not answer: $(tail -n 1 <<<"$answer")"',
    replace: '  return "$NOT_THERE"',
    tests: DEPLOY,
  },
  {
    file: 'scripts/await-environment',
    breaks: 'only build.sh publishes the host that sign-in asks for',
    find: '  publish_balancer_host "$ENVIRONMENT" || code=$?\n',
    replace: '',
    tests: ROLLOUT,
  },
  {
    file: 'scripts/await-environment',
    breaks: 'other sizes count before Argo CD has seen them',
    find: 'has_seen_commit && runs_recorded_images',
    replace: 'runs_recorded_images',
    tests: ROLLOUT,
  },
  {
    file: '.github/workflows/rollout.yml',
    breaks: 'a job that saw nothing takes a release back',
    find: "if: failure() && (needs.watch.outputs.state == 'unhealthy' || needs.watch.outputs.smoke == 'failure')",
    replace: 'if: failure()',
    tests: ROLLOUT,
  },
  {
    file: 'scripts/revert-images',
    breaks: 'a machine takes back what a person has rolled back',
    find: ' || -z "$(source_of "$COMMIT")"',
    replace: '',
    tests: ROLLOUT,
  },
  {
    file: 'scripts/changed-environments',
    breaks: 'a revert of the first record passes',
    find: '  [[ -z $BASE ]] || refuse_removals\n',
    replace: '',
    tests: ROLLOUT,
  },
  {
    file: 'scripts/deploy/access.sh',
    breaks: "a job closes a person's way to the cluster",
    find: '[[ $cidr == "$own" ]] || is_in_words "$cidr" "$wanted" || wanted+=" $cidr"',
    replace: ':',
    tests: ROLLOUT,
  },
  {
    file: 'argocd/live-chat.yaml',
    breaks: 'a record that is missing removes its environment',
    find: 'applicationsSync: create-update',
    replace: 'applicationsSync: sync',
    tests: SET,
  },
  {
    file: 'scripts/deploy/argocd.sh',
    breaks: 'what Argo CD said of an older specification counts for the new one',
    find: 'any(.status.sync.comparedTo.source.helm',
    replace: 'any(.spec.source.helm',
    tests: HEALTHY,
  },
  {
    file: 'scripts/deploy/argocd.sh',
    breaks: 'a deploy is well while other images run',
    find: ' | all(. as $digest | any($images[]; endswith("@" + $digest)))',
    replace: ' | length > 0',
    tests: CLUSTER,
  },
  {
    file: 'terraform/platform/root-application/templates/watchers.yaml',
    breaks: 'whoever waits for a deployment may change it',
    find: 'resources: [applications]\n    verbs: [get, list]',
    replace: 'resources: [applications]\n    verbs: [get, list, patch]',
    tests: CLUSTER,
  },
  {
    file: 'argocd/project.yaml',
    breaks: 'the project goes before the applications in it, which then stay until they are forced',
    find: '    - resources-finalizer.argocd.argoproj.io',
    replace: '',
    tests: CLUSTER,
  },
  {
    file: 'scripts/deploy/applications.sh',
    breaks: 'volumes of a deployment stay when it goes',
    find: 'delete persistentvolumeclaims --all',
    replace: 'get persistentvolumeclaims',
    tests: CLUSTER,
  },
  {
    file: 'scripts/deploy/leftovers.sh',
    breaks: 'roles are gone when AWS does not say which there are',
    find: `aws iam list-roles --query "Roles[?starts_with(RoleName, '$PROJECT-')].RoleName" --output text |`,
    replace: `{ aws iam list-roles --query "Roles[?starts_with(RoleName, '$PROJECT-')].RoleName" --output text || true; } |`,
    tests: LEFTOVERS,
  },
  {
    file: 'scripts/deploy/leftovers.sh',
    breaks: 'what AWS refuses to tell of bootstrap is gone',
    find: " && $answer != *'(404)'*",
    replace: ' && $answer != *calling*',
    tests: LEFTOVERS,
  },
  {
    file: 'scripts/deploy/secret.sh',
    breaks: 'secrets are gone when AWS does not say which there are',
    find: '{ grep . || true; }',
    replace: 'grep . || true',
    tests: LEFTOVERS,
  },
  {
    file: 'destroy.sh',
    breaks: 'a step at which no rehearsed run ends',
    find: "  step 'Secrets'\n",
    replace: "  step 'Secrets'\n  step 'Names'\n",
    tests: STEPS,
  },
  {
    file: 'terraform/platform/variables.tf',
    breaks: 'the platform takes an account that the cluster refuses',
    find: 'regex("^[0-9]{12}$", var.account_id)',
    replace: 'regex("^[0-9]+$", var.account_id)',
    tests: VARIABLES,
  },
  {
    file: 'scripts/deploy/import.sh',
    breaks: 'a build after a destroy takes over what is gone',
    find: 'if gone "$address" "$id"; then continue; fi',
    replace: ':',
    tests: IMPORT,
  },
  {
    file: 'scripts/deploy/import.sh',
    breaks: 'one thing is taken over twice',
    find: ' && $address != "$taken"',
    replace: '',
    tests: IMPORT,
  },
];
