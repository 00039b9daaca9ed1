import * as v from 'valibot';
import { integer, parseSettings, type Variables } from '../../service/environment.ts';
import {
  adminPortDiffers,
  SERVICE_ENTRIES,
  type ServiceSettings,
  TRUSTED_PROXIES,
  toServiceSettings,
} from '../../service/settings.ts';

/** The settings of the server of the page (docs/operations.md). */
export interface PageServerSettings extends ServiceSettings {
  readonly trustedProxies: number;
  /** For how long browsers are told to use only HTTPS, s; 0: they are not told. */
  readonly hstsSeconds: number;
}

const TWO_YEARS_S = 63_072_000;

const ENTRIES = {
  ...SERVICE_ENTRIES,
  TRUSTED_PROXIES,
  HSTS_SECONDS: v.optional(integer({ min: 0, max: TWO_YEARS_S }), '0'),
};

/** @throws ConfigError that names every invalid variable */
export function readPageServerSettings(variables: Variables): PageServerSettings {
  const settings = parseSettings(ENTRIES, variables, { rules: [adminPortDiffers] });
  return {
    ...toServiceSettings(settings),
    trustedProxies: settings.TRUSTED_PROXIES,
    hstsSeconds: settings.HSTS_SECONDS,
  };
}
