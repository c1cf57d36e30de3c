import { findTrigger, type Trigger } from '../../core/trigger.ts';
import { auditLog } from './audit-log.ts';
import { eventarc } from './eventarc.ts';
import { firebaseAuth, firebaseDatabase } from './firebase.ts';
import { firestore } from './firestore.ts';
import { http } from './http.ts';
import { pubSub } from './pubsub.ts';
import { scheduler } from './scheduler.ts';
import { storage } from './storage.ts';
import { tasks } from './tasks.ts';
import { workflows } from './workflows.ts';

/** Every event source we know, the most specific first. A new one is a file beside this one and a line here. */
export const triggers: readonly Trigger[] = [
  tasks,
  scheduler,
  pubSub,
  storage,
  firestore,
  firebaseAuth,
  firebaseDatabase,
  auditLog,
  eventarc,
  workflows,
  http,
];

/** Finds the source of an event or a request. */
export function recognize(event: unknown): Trigger | undefined {
  return findTrigger(triggers, event);
}
