import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createProxy, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { generate } from 'selfsigned';
import { answerFrom } from '../delivery/command.ts';
import { REPOSITORY } from '../delivery/repository.ts';
import { argocdKinds } from './world.ts';

/** The image of the stand-ins' pods. */
export const STAND_IN_IMAGE = 'registry.test/stand-in:1';

/** A chart that Terraform installs. */
interface Pin {
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
}

/** Every chart of a repository that terraform/platform names. */
async function pinnedCharts(): Promise<readonly Pin[]> {
  const folder = join(REPOSITORY, 'terraform/platform');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    [
      ...text.matchAll(
        /repository = "(https:[^"]+?)\/?"\n\s+chart\s+= "([^"]+)"\n\s+version\s+= "([^"]+)"/g,
      ),
    ].map(([, repository = '', chart = '', version = '']) => ({ repository, chart, version })),
  );
}

/** The stand-in's values, for tests to read, and a pod, for whatever waits for one. */
const TEMPLATE = `
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-told"}
data: {values: {{ toJson .Values | quote }}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 65534, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: stand-in
          image: ${STAND_IN_IMAGE}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;

/** Argo CD's kinds, which everything that is installed after it needs. */
async function addKinds(folder: string): Promise<void> {
  await mkdir(folder);
  const kinds = argocdKinds();
  for (const name of (await readdir(kinds)).filter((file) => file.endsWith('-crd.yaml')))
    await copyFile(join(kinds, name), join(folder, name));
}

async function pack(folder: string, { chart, version }: Pin): Promise<void> {
  const source = join(folder, chart);
  await mkdir(join(source, 'templates'), { recursive: true });
  const about = { apiVersion: 'v2', name: chart, version };
  await writeFile(join(source, 'Chart.yaml'), JSON.stringify(about));
  await writeFile(join(source, 'templates', 'stand-in.yaml'), TEMPLATE);
  if (chart === 'argo-cd') await addKinds(join(source, 'crds'));
  answerFrom('tar', ['-C', folder, '-czf', join(folder, `${chart}-${version}.tgz`), chart]);
}

const indexOf = (pins: readonly Pin[]): string => {
  const entries = pins.map(({ chart, version }) => {
    const entry = { apiVersion: 'v2', name: chart, version, urls: [`${chart}-${version}.tgz`] };
    return [chart, [entry]] as const;
  });
  return JSON.stringify({ apiVersion: 'v1', entries: Object.fromEntries(entries) });
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * The chart repositories that terraform/platform names, under their own addresses, behind a proxy.
 * Each has stand-ins for its charts in the right version.
 */
export class ChartRepositories {
  readonly #proxy: Server;
  readonly #connections = new Set<Duplex>();
  /** The environment that leads a program here. */
  readonly env: NodeJS.ProcessEnv;
  readonly pins: readonly Pin[];

  private constructor(proxy: Server, env: NodeJS.ProcessEnv, pins: readonly Pin[]) {
    this.#proxy = proxy;
    this.env = env;
    this.pins = pins;
    proxy.on('connection', (connection) => this.#connections.add(connection));
  }

  /** @param folder an empty folder for charts and certificates */
  static async serve(folder: string): Promise<ChartRepositories> {
    await mkdir(folder, { recursive: true });
    const pins = await pinnedCharts();
    const files = new Map<string, Buffer>();
    for (const pin of pins) {
      await pack(folder, pin);
      const name = `${pin.chart}-${pin.version}.tgz`;
      files.set(`${pin.repository}/${name}`, await readFile(join(folder, name)));
      const beside = pins.filter(({ repository }) => repository === pin.repository);
      files.set(`${pin.repository}/index.yaml`, Buffer.from(indexOf(beside)));
    }
    const altNames = pins.map(({ repository }) => ({
      type: 2 as const,
      value: new URL(repository).hostname,
    }));
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'charts.test' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames }],
    });
    const certificate = join(folder, 'certificate.pem');
    await writeFile(certificate, cert);
    const site = createServer({ cert, key }, ({ headers, url }, answer) => {
      const file = files.get(`https://${headers.host}${url}`);
      answer.writeHead(file === undefined ? 404 : 200).end(file);
    });
    const proxy = createProxy().on('connect', (_, connection) => {
      connection.write('HTTP/1.1 200 OK\r\n\r\n');
      site.emit('connection', connection);
    });
    const env = {
      HTTPS_PROXY: `http://127.0.0.1:${await listening(proxy)}`,
      SSL_CERT_FILE: certificate,
      HELM_CACHE_HOME: join(folder, 'helm-cache'),
      HELM_CONFIG_HOME: join(folder, 'helm-config'),
    };
    return new ChartRepositories(proxy, env, pins);
  }

  stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    return new Promise((resolve) => {
      this.#proxy.close(() => resolve());
    });
  }
}
