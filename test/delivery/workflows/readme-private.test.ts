import { followIn } from './follow-in.ts';

const DOMAIN = 'chat.example.com';

followIn('a private copy with a domain', {
  fork: { private: true, domain: DOMAIN },
  lines: `DOMAIN=${DOMAIN}\nREPOSITORY_PRIVATE=true\n`,
  staging: /^https:\/\/staging\.chat\.example\.com$/,
  production: /^https:\/\/chat\.example\.com$/,
});
