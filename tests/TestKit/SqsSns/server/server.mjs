// Usage: node server.mjs PORT [DATA_FOLDER]
// Prints a line when it answers, and for each line of its standard input how many messages came into each queue so far. It ends when its
// standard input does: with the process that started it, however that ends.
import net from 'node:net';
import { startFauxqs } from 'fauxqs';
// By its path, for the package does not export it.
import { SqsQueue } from './node_modules/fauxqs/dist/sqs/sqsStore.js';

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
