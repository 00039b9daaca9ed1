/** A series in promtool's format: its labels, and its values as `START+STEPxCOUNT`. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** How long tests run, minutes: longer than any alert waits. */
export const MINUTES = 30;
const SERVICE = 'live-chat-backend-admin';
const PAGE_SERVICE = 'live-chat-ui-admin';
const PODS = ['backend-a', 'backend-b'];
const PAGE_PODS = ['ui-a', 'ui-b'];

const steady = (value: number): string => `${value}x${MINUTES}`;
/** A counter, by its increase per minute. */
const rising = (each: number): string => `0+${each}x${MINUTES}`;

/** The name of a series without its environment, by which changes refer to it. */
type Healthy = Readonly<Record<string, string>>;

/** The store's memory of one kind that is in use, of 100 MB. */
const memory = (name: string, kind: string, megabytes: number): Healthy => ({
  [`live_chat_store_bytes{pod="${name}",kind="${kind}"}`]: steady(megabytes * 1e6),
  [`live_chat_store_limit_bytes{pod="${name}",kind="${kind}"}`]: steady(1e8),
});

function pod(name: string): Healthy {
  const of = (metric: string, labels = ''): string => `${metric}{pod="${name}"${labels}}`;
  return {
    [of('up')]: steady(1),
    [of('live_chat_store_up')]: steady(1),
    [of('live_chat_connections')]: steady(100),
    [of('live_chat_connections_limit')]: steady(1000),
    [of('live_chat_messages_total', ',outcome="delivered"')]: rising(500),
    [of('live_chat_messages_total', ',outcome="queued"')]: rising(100),
    [of('live_chat_direct_fallbacks_total', ',reason="slow"')]: rising(6),
    [of('live_chat_messages_total', ',outcome="mailbox-full"')]: rising(6),
    [of('live_chat_delivery_seconds_bucket', ',le="0.1"')]: rising(600),
    [of('live_chat_delivery_seconds_bucket', ',le="5"')]: rising(600),
    [of('live_chat_delivery_seconds_bucket', ',le="+Inf"')]: rising(600),
    [of('live_chat_store_command_duration_seconds_bucket', ',le="0.01"')]: rising(6000),
    [of('live_chat_store_command_duration_seconds_bucket', ',le="1"')]: rising(6000),
    [of('live_chat_store_command_duration_seconds_bucket', ',le="+Inf"')]: rising(6000),
    ...Object.assign(
      {},
      ...['directory', 'contacts', 'strangers'].map((kind) => memory(name, kind, 10)),
    ),
    [of('live_chat_adapter_lag_seconds')]: steady(0.01),
    [of('live_chat_rejections_total', ',code="rate-limited"')]: rising(60),
    [of('nodejs_eventloop_lag_p99_seconds')]: steady(0.02),
  };
}

const pagePod = (name: string): Healthy => ({
  [`up{pod="${name}"}`]: steady(1),
  [`live_chat_page_responses_total{pod="${name}",status="2xx"}`]: rising(600),
  [`live_chat_page_responses_total{pod="${name}",status="4xx"}`]: rising(300),
  [`live_chat_page_responses_total{pod="${name}",status="5xx"}`]: rising(6),
});

const HEALTHY: Healthy = Object.assign({}, ...PODS.map(pod), ...PAGE_PODS.map(pagePod));

/**
 * The condition of an alert, as a change to a healthy environment, and the labels that the alert
 * then has.
 */
export interface AlertCase {
  /** Other values of some series; absent if nothing is scraped at all. */
  readonly change?: Healthy;
  /** Whether it also fires when nothing is scraped at all. */
  readonly orNothing?: true;
  /** Besides namespace and severity. */
  readonly labels: Readonly<Record<string, string>>;
}

const [FIRST = ''] = PODS;
const FIRST_POD = { pod: FIRST };
const everyPod = (change: (name: string) => Healthy): Healthy =>
  Object.assign({}, ...PODS.map(change));

/** A condition for each alert. */
export const ALERT_CASES: Readonly<Record<string, AlertCase>> = {
  LiveChatRelayDown: {
    change: { [`up{pod="${FIRST}"}`]: steady(0) },
    labels: { ...FIRST_POD, service: SERVICE },
  },
  LiveChatNoRelay: {
    change: everyPod((name) => ({ [`up{pod="${name}"}`]: steady(0) })),
    labels: { service: SERVICE },
  },
  LiveChatNotScraped: { labels: { service: SERVICE } },
  LiveChatNoPage: {
    change: Object.assign({}, ...PAGE_PODS.map((name) => ({ [`up{pod="${name}"}`]: steady(0) }))),
    orNothing: true,
    labels: { service: PAGE_SERVICE },
  },
  LiveChatPageErrors: {
    change: { [`live_chat_page_responses_total{pod="${PAGE_PODS[0]}",status="5xx"}`]: rising(300) },
    labels: {},
  },
  LiveChatStoreAway: {
    change: { [`live_chat_store_up{pod="${FIRST}"}`]: steady(0) },
    labels: FIRST_POD,
  },
  LiveChatSendsRefused: {
    change: {
      [`live_chat_messages_total{pod="${FIRST}",outcome="mailbox-full"}`]: rising(300),
    },
    labels: {},
  },
  LiveChatDeliverySlow: {
    change: { [`live_chat_delivery_seconds_bucket{pod="${FIRST}",le="0.1"}`]: rising(300) },
    labels: {},
  },
  LiveChatDirectFallbacks: {
    change: { [`live_chat_direct_fallbacks_total{pod="${FIRST}",reason="slow"}`]: rising(600) },
    labels: {},
  },
  LiveChatRedisSlow: {
    change: {
      [`live_chat_store_command_duration_seconds_bucket{pod="${FIRST}",le="0.01"}`]: rising(3000),
    },
    labels: {},
  },
  LiveChatDirectoryFull: { change: memory(FIRST, 'directory', 81), labels: {} },
  LiveChatMailFull: { change: memory(FIRST, 'contacts', 81), labels: {} },
  LiveChatRequestsFull: { change: memory(FIRST, 'strangers', 81), labels: {} },
  LiveChatRelaysApart: {
    change: { [`live_chat_adapter_lag_seconds{pod="${FIRST}"}`]: `0+60x${MINUTES}` },
    labels: FIRST_POD,
  },
  LiveChatEventLoopBusy: {
    change: { [`nodejs_eventloop_lag_p99_seconds{pod="${FIRST}"}`]: steady(0.5) },
    labels: FIRST_POD,
  },
  LiveChatNearlyFull: {
    change: everyPod((name) => ({ [`live_chat_connections{pod="${name}"}`]: steady(900) })),
    labels: {},
  },
  LiveChatFlooded: {
    change: { [`live_chat_rejections_total{pod="${FIRST}",code="rate-limited"}`]: rising(1200) },
    labels: { code: 'rate-limited' },
  },
};

const placed = (name: string, namespace: string, service: string): string =>
  name.replace('{', `{namespace="${namespace}",service="${service}",`);

/** Another program in the same namespace, in a bad state that does not concern us. */
const neighbour = (namespace: string): Series[] =>
  [
    ['up{pod="other"}', steady(0)],
    ['nodejs_eventloop_lag_p99_seconds{pod="other"}', steady(5)],
  ].map(([name = '', values = '']) => ({
    series: placed(name, namespace, 'other-backend-admin'),
    values,
  }));

/** The series of an environment in Prometheus, healthy or changed. */
export function seriesOf(namespace: string, { change }: Pick<AlertCase, 'change'>): Series[] {
  const states = change === undefined ? {} : { ...HEALTHY, ...change };
  const own = Object.entries(states).map(([name, values]) => ({
    series: placed(name, namespace, name.includes('pod="ui-') ? PAGE_SERVICE : SERVICE),
    values,
  }));
  return [...own, ...neighbour(namespace)];
}

/** Nothing is changed. */
export const SOUND = { change: {} };
