import { readEnvironment, type Variables } from '../../service/environment.ts';
import {
  readServiceSettings,
  readTrustedProxies,
  type ServiceSettings,
} from '../../service/settings.ts';

/** What the page's server is told (docs/operations.md). */
export interface PageServerSettings extends ServiceSettings {
  readonly trustedProxies: number;
  /** How long browsers are told to come by HTTPS only, s; 0: they are not told. */
  readonly hstsSeconds: number;
}

const TWO_YEARS_S = 63_072_000;

/** @throws ConfigError that names every wrong variable */
export function readPageServerSettings(variables: Variables): PageServerSettings {
  const env = readEnvironment(variables);
  const settings = {
    ...readServiceSettings(env),
    trustedProxies: readTrustedProxies(env),
    hstsSeconds: env.integer('HSTS_SECONDS', 0, { min: 0, max: TWO_YEARS_S }),
  };
  env.done();
  return settings;
}
