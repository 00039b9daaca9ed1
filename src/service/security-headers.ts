/** The page may use the camera, for safety codes, and the microphone, for voice messages, when asked to. */
const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  ...['display-capture', 'geolocation', 'payment', 'usb'].map((feature) => `${feature}=()`),
].join(', ');

/** The Content Security Policy of what is not a document. If a browser shows it as one, it can do nothing. */
export const RESOURCE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Security headers that also concern what is not a document. */
export const RESOURCE_HEADERS = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Security headers of every document of the page server and every response of the relay. */
export const SECURITY_HEADERS = {
  ...RESOURCE_HEADERS,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
} as const;
