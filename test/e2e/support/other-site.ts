import { createServer } from 'node:http';
import { listen, stopListening } from '../../../src/service/listening.ts';

/** A site that has nothing to do with the chat. */
export interface OtherSite {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Another site by browsers' rules, and a secure context like localhost, so that its requests have
 * Sec-Fetch-Site.
 */
export async function startOtherSite(): Promise<OtherSite> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>Another site</title>');
  });
  const port = await listen(server, { host: '127.0.0.1', port: 0, setting: 'PORT' });
  return { address: `http://127.0.0.1:${port}/`, stop: () => stopListening(server) };
}
