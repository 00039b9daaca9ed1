import * as v from 'valibot';
import { integer, parseSettings, type Variables } from '../../service/environment.ts';
import {
  adminPortDiffers,
  SERVICE_ENTRIES,
  type ServiceSettings,
  TRUSTED_PROXIES,
  toServiceSettings,
} from '../../service/settings.ts';

/** Settings of the page server (docs/operations.md). */
export interface PageServerSettings extends ServiceSettings {
  readonly trustedProxies: number;
  /** How long browsers should use HTTPS only, s; 0 sends no such header. */
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
