/** The page may use the camera, for safety codes, and the microphone, for voice messages, when asked to. */
const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  ...['display-capture', 'geolocation', 'payment', 'usb'].map((feature) => `${feature}=()`),
].join(', ');

/** Security headers of every response, of the page server and of the relay. */
export const SECURITY_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;
