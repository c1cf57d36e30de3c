import type { Parse } from './parsed.ts';

/** The full name of a Pub/Sub topic. https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
export const topicName: Parse<string> = (raw) => {
  const given = typeof raw === 'string' ? raw.trim() : '';
  return /^projects\/[a-z\d][a-z\d.:-]+\/topics\/[A-Za-z][\w.~+%-]{2,254}$/.test(given)
    ? { value: given }
    : { problem: 'is not the full name of a topic, such as projects/shop/topics/spans' };
};
