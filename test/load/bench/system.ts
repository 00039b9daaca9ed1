import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { connectFloorPerson } from './floor-person.ts';
import { LiveChatPerson } from './live-chat-person.ts';
import type { Person, Seat } from './person.ts';
import { connectSocketIoPerson } from './socket-io-person.ts';

/** One of the systems that are compared. */
export interface System {
  readonly title: string;
  /** Builds what its pods run. */
  readonly bundle: () => Promise<string>;
  readonly env: Readonly<Record<string, string>>;
  readonly connect: (seat: Seat) => Promise<Person>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const floor = (title: string, acks: boolean): System => ({
  title,
  bundle: () => bundleProgram(here('floor-pod.ts')),
  env: { ACKS: acks ? 'yes' : '' },
  connect: (seat) => connectFloorPerson(seat, acks),
});

const socketIo = (title: string, ROUTE: string, acks = false): System => ({
  title,
  bundle: () => bundleProgram(here('socket-io-pod.ts')),
  env: { ROUTE },
  connect: (seat) => connectSocketIoPerson(seat, acks),
});

const LIVE_CHAT = { bundle: () => bundleProgram(), env: {} };

/** All systems that are compared, the two references first. */
export const SYSTEMS = {
  floor: floor('bare ws + Redis pub/sub (floor)', false),
  classic: socketIo('Socket.IO + classic adapter', 'classic'),
  floorAcks: floor('floor, with acks both ways', true),
  classicAcks: socketIo('classic, with acks both ways', 'classic', true),
  sharded: socketIo('Socket.IO + sharded adapter, dynamic', 'sharded'),
  routed: socketIo('Socket.IO, routed by pod', 'routed'),
  durable: {
    title: 'Live Chat, messages only (durable)',
    ...LIVE_CHAT,
    connect: (seat) => LiveChatPerson.connect(seat, 'texts-only'),
  },
  whole: {
    title: 'Live Chat, with receipts and offers',
    ...LIVE_CHAT,
    connect: (seat) => LiveChatPerson.connect(seat, 'with-receipts-and-offers'),
  },
} satisfies Record<string, System>;

export type SystemName = keyof typeof SYSTEMS;
export const SYSTEM_NAMES = Object.keys(SYSTEMS) as readonly SystemName[];
