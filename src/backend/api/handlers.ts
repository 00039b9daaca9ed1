import type { ReplyData, Request, RequestName } from '../../protocol/events.ts';
import type { Connection } from '../sessions/connection.ts';

/** Answers one event; what it throws becomes the error of the ack. */
export type Handler<E extends RequestName> = (
  connection: Connection,
  request: Request<E>,
) => Promise<ReplyData<E>>;

/** One handler per event. Each noun brings its own. */
export type Handlers = { readonly [E in RequestName]: Handler<E> };
