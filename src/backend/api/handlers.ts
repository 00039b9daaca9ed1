import type { ReplyData, Request, RequestName } from '../../protocol/events.ts';
import type { Connection } from '../sessions/connection.ts';

/** Handles one event; an error that it throws becomes the error of the ack. */
export type Handler<E extends RequestName> = (
  connection: Connection,
  request: Request<E>,
) => Promise<ReplyData<E>>;

/** One handler per event. Each file of this folder defines those of one noun. */
export type Handlers = { readonly [E in RequestName]: Handler<E> };
