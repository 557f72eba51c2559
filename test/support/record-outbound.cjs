// Loaded into every test process and every server that a test starts: notes each attempt to reach a host that is
// not this machine, and refuses it. A run that leaves notes has failed (`global-teardown.mjs`).
const { appendFileSync } = require('node:fs');
const net = require('node:net');

const notes = process.env.CHATKIT_TEST_OUTBOUND;
const local = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/;

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const target = typeof first === 'object' && first !== null ? first : { port: first, host: args[1] };
  const host = target.path ? undefined : (target.host ?? 'localhost');
  if (notes && host !== undefined && !local.test(host)) {
    appendFileSync(notes, `${host}:${target.port}\n`);
    process.nextTick(() =>
      this.destroy(new Error(`The test run reaches no other host than this one: ${host}`)),
    );
    return this;
  }
  return connect.apply(this, args);
};
