import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { attachBackend, type Backend } from '../../backend/backend.ts';
import { AT_ONCE } from '../../backend/config.ts';
import { listen, stopListening } from '../../service/listening.ts';
import { createLogger } from '../../service/logging.ts';

const SECRET = 'a secret that is known to all'.padEnd(32, '.');
const HOST = '127.0.0.1';

/** A real relay in this process, which can stop and start again on the same port. */
export class RestartableRelay {
  #server: Server | undefined;
  #backend: Backend | undefined;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  /** Starts with an empty store. */
  async start(): Promise<void> {
    const server = createServer((_, response) => response.writeHead(404).end());
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#port = await listen(server, { host: HOST, port: this.#port, setting: 'PORT' });
    const config = { publicHosts: [`${HOST}:${this.#port}`], secret: SECRET, trustedProxies: 0 };
    this.#server = server;
    this.#backend = await attachBackend(server, config, createLogger('silent'));
  }

  get address(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /** Closes every connection and forgets everything. */
  async die(): Promise<void> {
    const [server, backend] = [this.#server, this.#backend];
    this.#server = undefined;
    this.#backend = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await stopListening(server);
    await backend?.stop(AT_ONCE);
  }
}
