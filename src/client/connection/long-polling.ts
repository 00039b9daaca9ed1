/** HTTP long polling, for networks that do not let WebSockets pass. Loaded when a WebSocket cannot be opened. */
export { NodeXHR as LongPolling } from 'engine.io-client';
