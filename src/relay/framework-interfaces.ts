// What the Functions Framework hands to a relay. The published types may depend on nothing else.

/** A push request, with its body parsed as the Functions Framework does. */
export interface PushRequest {
  readonly body?: unknown;
}

/** The part of a response that a relay needs. */
export interface PushResponse {
  statusCode: number;
  end(): unknown;
}

/** A CloudEvent that Eventarc makes of a message. */
export interface PubSubEvent {
  readonly id?: string;
  /** What a push request has for its body. */
  readonly data?: unknown;
}
