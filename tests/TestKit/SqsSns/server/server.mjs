// Usage: node server.mjs PORT [DATA_FOLDER]
// Prints a line when it answers, and for each line of its standard input how many messages came into each queue so far. It ends when its
// standard input does: with the process that started it, however that ends.
import net from 'node:net';
import { startFauxqs } from 'fauxqs';
// By their paths, for the package does not export them.
import { SnsStore } from './node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsQueue, SqsStore } from './node_modules/fauxqs/dist/sqs/sqsStore.js';

// fauxqs asks for all interfaces and has no setting for that.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (options, ...rest) {
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest);
};

const messages = {};
const enqueue = SqsQueue.prototype.enqueue;
SqsQueue.prototype.enqueue = function (message) {
  messages[this.name] = (messages[this.name] ?? 0) + 1;
  return enqueue.call(this, message);
};

// AWS hands what it cannot deliver, for the queue is gone, to the dead-letter queue of the subscription; fauxqs forgets it.
let queues;
const getQueueByArn = SqsStore.prototype.getQueueByArn;
SqsStore.prototype.getQueueByArn = function (arn) {
  queues = this;
  return getQueueByArn.call(this, arn);
};
const getSubscription = SnsStore.prototype.getSubscription;
SnsStore.prototype.getSubscription = function (arn) {
  const subscription = getSubscription.call(this, arn);
  const redrive = subscription?.attributes.RedrivePolicy;
  if (!redrive || !queues || queues.getQueueByArn(subscription.endpoint)) return subscription;
  return { ...subscription, endpoint: JSON.parse(redrive).deadLetterTargetArn };
};

process.stdin.on('close', () => process.exit());
process.stdin.on('data', () => console.log(JSON.stringify(messages)));

const [port, dataDir] = process.argv.slice(2);
try {
  const server = await startFauxqs({ port: Number(port), dataDir, logger: false });
  console.log(`listening on ${server.address}`);
} catch (error) {
  console.error(error.code ?? error);
  process.exit(1);
}
