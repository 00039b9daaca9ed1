import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { ControlPlane } from './control-plane.ts';

interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** The API of a control plane, for requests for which a command line client is too slow. */
export class Api {
  readonly #server: URL;
  readonly #options: RequestOptions;

  private constructor(server: string, ca: Buffer, token: string) {
    this.#server = new URL(server);
    this.#options = { ca, headers: { authorization: `Bearer ${token}` } };
  }

  static async of({ server, authority, token }: ControlPlane): Promise<Api> {
    return new Api(server, await readFile(authority), token);
  }

  #open({ method, path, body }: Question, signal?: AbortSignal): Promise<IncomingMessage> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { ...this.#options.headers, 'content-type': type };
    return new Promise((resolve, reject) => {
      const options = {
        ...this.#options,
        method,
        headers,
        ...(signal === undefined ? {} : { signal }),
      };
      const asked = request(new URL(path, this.#server), options, resolve);
      asked.once('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /**
   * @returns the status of the response: the object may have been deleted or changed in the
   * meantime
   */
  async send(question: Question): Promise<number> {
    const answer = await this.#open(question);
    answer.resume();
    return answer.statusCode ?? 0;
  }

  /** Events of the objects at a path, existing and future ones; ends with the signal. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<unknown> {
    const answer = await this.#open({ method: 'GET', path: `${path}?watch=true` }, signal);
    for await (const line of createInterface(answer)) yield JSON.parse(line);
  }
}
