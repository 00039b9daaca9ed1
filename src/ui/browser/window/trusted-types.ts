/** The part of the Trusted Types API that the page uses; TypeScript's library lacks it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/** The builder's names for workers (`name.worker.ts`), and the one service worker. */
const WORKER = /^\/(?:assets\/[\w-]+\.worker-\w+|service-worker)\.js$/;

/** The workers among the scripts that the import map lists. It is part of the HTML's digest. */
function publishedWorkers(): readonly string[] {
  const map = document.querySelector('script[type=importmap]')?.textContent ?? '{}';
  return Object.keys(JSON.parse(map).integrity ?? {}).filter((address) => WORKER.test(address));
}

/**
 * Creates the one policy that the page's headers allow (docs/adr/0069): strings become addresses of
 * workers if the build published them there, and never markup or script. Browsers without Trusted
 * Types rely on the rest of the Content Security Policy.
 */
export function createTrustedTypesPolicy(): void {
  const workers = publishedWorkers();
  const trustedTypes: TrustedTypes | undefined = Reflect.get(window, 'trustedTypes');
  trustedTypes?.createPolicy('default', {
    createScriptURL(address) {
      if (workers.includes(address)) return address;
      throw new TypeError(`${address} is not a published worker`);
    },
  });
}
