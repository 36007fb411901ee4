// Loaded into a function with NODE_OPTIONS=--require, from outside the product: lets its process die without a word.
// Each file in KILL_FOLDER, `point-…`, is one death: `{ what, point }`. Once AWS has answered KILL_AFTER well, and its
// call had `what` in its body, the process takes such a file for itself and dies after `point` further answers of AWS
// (0: with that answer itself), or with the next answer to the operation `point`; at the latest in place of the
// function's own answer.
const { subscribe } = require('node:diagnostics_channel');
const { readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { ClientRequest } = require('node:http');
const { join } = require('node:path');

const { KILL_AFTER = '', KILL_FOLDER = '' } = process.env;
const bodies = new WeakMap();
let death;

const { end } = ClientRequest.prototype;
ClientRequest.prototype.end = function (body, ...others) {
  bodies.set(this, String(body));
  return end.call(this, body, ...others);
};

subscribe('http.client.response.finish', ({ request, response }) => {
  const operation = operationOf(request);
  if (death) {
    death.answersLeft--;
    if (death.answersLeft === 0 || death.point === operation) die(operation);
  } else if (operation === KILL_AFTER && response.statusCode === 200) {
    death = takeDeath(bodies.get(request) ?? '');
    if (death?.point === 0) die(operation);
  }
});

// The emulator takes what is written here for the function's answer.
const { write } = process.stdout;
process.stdout.write = (chunk, ...others) => {
  if (death && String(chunk).startsWith('{"status":')) die('answer');
  return write.call(process.stdout, chunk, ...others);
};

/** Like `UpdateItem`. Two services do not say it in a header. */
function operationOf(request) {
  const target = request.getHeader('x-amz-target');
  if (target !== undefined) return String(target).split('.').at(-1);
  if (request.path === '/v2/email/outbound-emails') return 'SendEmail';
  return /Action=(\w+)/.exec(bodies.get(request) ?? '')?.[1] ?? request.path;
}

function takeDeath(body) {
  for (const name of readdirSync(KILL_FOLDER).filter((file) => file.startsWith('point-'))) {
    try {
      const { what, point } = JSON.parse(readFileSync(join(KILL_FOLDER, name), 'utf8'));
      if (!body.includes(what)) continue;
      // Whoever takes the file away has it for itself.
      renameSync(join(KILL_FOLDER, name), join(KILL_FOLDER, `taken-${name}`));
      return { name, what, point, answersLeft: point };
    } catch {
      // Another process was quicker.
    }
  }
}

function die(where) {
  writeFileSync(
    join(KILL_FOLDER, `died-${death.name}`),
    JSON.stringify({ what: death.what, point: death.point, where }),
  );
  process.kill(process.pid, 'SIGKILL');
}
