import { followIn } from './follow-in.ts';

followIn('a fork with a protected main', {
  fork: { protected: true },
  lines: '# Mine.\n',
  staging: /^https:\/\/k8s-staging\S+\.elb\.amazonaws\.com$/,
  production: /^https:\/\/k8s-production\S+\.elb\.amazonaws\.com$/,
});
