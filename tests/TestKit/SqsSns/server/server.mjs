// Usage: node server.mjs PORT [DATA_FOLDER]
// Prints a line when it answers, and ends when its standard input does: with the process that started it, however that ends.
import net from 'node:net';
import { startFauxqs } from 'fauxqs';

// fauxqs asks for all interfaces and has no setting for that.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (options, ...rest) {
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest);
};

process.stdin.on('close', () => process.exit());
process.stdin.resume();

const [port, dataDir] = process.argv.slice(2);
try {
  const server = await startFauxqs({ port: Number(port), dataDir, logger: false });
  console.log(`listening on ${server.address}`);
} catch (error) {
  console.error(error.code ?? error);
  process.exit(1);
}
