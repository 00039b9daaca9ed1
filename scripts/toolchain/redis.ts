import type { Tool } from './tool.ts';

/**
 * A real Redis, which integration and chaos tests start as often as they need. Valkey works as
 * well.
 */
export const REDIS_SERVER: Tool = {
  name: 'Redis',
  variable: 'REDIS_SERVER_PATH',
  commands: ['redis-server', 'valkey-server'],
  packages: ['redis-server'],
};
